import { ANNOTATIONS_PER_LEVEL, type Annotation, type AnnotationLevel, toAnnotation } from './annotations';
import { type CommandLine, parseCommandLine } from './commandLine';
import type { SecretMasker } from './SecretMasker';

/** A collapsible part of the log. */
export type Group = { title: string; lines: string[] };

/** What the commands of a stage are read with. */
export type StepCommandsOptions = {
  masker: SecretMasker;
  workspace: string;
  debug: boolean;
  /** `ACTIONS_ALLOW_UNSECURE_COMMANDS`, which brings `set-env` and `add-path` back */
  allowUnsecure: boolean;
};

type Handler = (command: CommandLine, line: string) => void;

/** Reads the output of one stage line by line, carries its commands out, and keeps the log. */
export class StepCommands {
  readonly annotations: Annotation[] = [];
  readonly groups: Group[] = [];
  readonly outputs = new Map<string, string>();
  readonly state = new Map<string, string>();
  readonly environment = new Map<string, string>();
  readonly paths: string[] = [];
  /** as people see it: secrets masked at the moment the line was printed */
  readonly log: string[] = [];
  failed = false;

  readonly #options: StepCommandsOptions;
  readonly #handlers: ReadonlyMap<string, Handler>;
  readonly #registered: Set<string>;
  #stopToken: string | undefined;
  #echo = false;
  #group: Group | undefined;

  constructor(options: StepCommandsOptions) {
    this.#options = options;
    this.#echo = options.debug;
    this.#handlers = new Map<string, Handler>([
      ['add-mask', command => this.#addMask(command)],
      ['add-matcher', () => {}],
      ['add-path', command => this.#addPath(command)],
      ['debug', ({ data }) => options.debug && this.write(`##[debug]${data}`)],
      ['echo', command => this.#switchEcho(command)],
      ['endgroup', () => this.#endGroup()],
      ['error', command => this.#annotate('error', command)],
      ['group', ({ data }) => this.#startGroup(data)],
      ['notice', command => this.#annotate('notice', command)],
      ['remove-matcher', () => {}],
      ['save-state', command => this.#setDeprecated(this.state, command)],
      ['set-env', command => this.#setEnvironment(command)],
      ['set-output', command => this.#setDeprecated(this.outputs, command)],
      ['stop-commands', ({ data }, line) => this.#stop(data, line)],
      ['warning', command => this.#annotate('warning', command)],
    ]);
    this.#registered = new Set(this.#handlers.keys());
  }

  /** Takes one line of standard output or standard error. */
  read(line: string): void {
    const command = parseCommandLine(line, this.#registered);
    if (!command || this.#stopToken !== undefined) {
      if (command && command.name === this.#stopToken) this.#resume();
      this.write(line);
      return;
    }
    // A line with a value that is about to be masked must not be echoed before it is.
    if (this.#echo && command.name !== 'add-mask') this.write(line);
    try {
      this.#handlers.get(command.name)?.(command, line);
    } catch (error) {
      this.fail(`Unable to process command '${line}' successfully.`);
      this.fail((error as Error).message);
    }
  }

  /** Adds a line to the log. */
  write(line: string): void {
    const masked = this.#options.masker.mask(line);
    this.log.push(masked);
    this.#group?.lines.push(masked);
  }

  /** Adds an error of the runner's own, and with it the step has failed. */
  fail(message: string): void {
    this.failed = true;
    this.issue('error', message);
  }

  /** Adds a message of the runner's own. */
  issue(level: AnnotationLevel, message: string): void {
    this.#annotate(level, { name: level, properties: new Map(), data: message });
  }

  #annotate(level: AnnotationLevel, { properties, data }: CommandLine): void {
    this.write(`##[${level}]${data}`);
    if (this.annotations.filter(annotation => annotation.level === level).length >= ANNOTATIONS_PER_LEVEL)
      return;
    const { masker, workspace } = this.#options;
    const shown = new Map([...properties].map(([name, value]) => [name, masker.mask(value)]));
    this.annotations.push(toAnnotation(level, shown, masker.mask(data), workspace));
  }

  #addMask({ data }: CommandLine): void {
    if (data.trim() === '') {
      this.issue('warning', "Can't add secret mask for empty string in ##[add-mask] command.");
      return;
    }
    this.#options.masker.add(data);
    for (const line of data.split(/[\r\n]+/)) this.#options.masker.add(line);
    if (this.#echo) this.write('::add-mask::***');
  }

  #startGroup(title: string): void {
    this.#endGroup();
    this.write(`##[group]${title}`);
    this.#group = { title: this.#options.masker.mask(title), lines: [] };
    this.groups.push(this.#group);
  }

  #endGroup(): void {
    if (!this.#group) return;
    this.#group = undefined;
    this.write('##[endgroup]');
  }

  #switchEcho({ data }: CommandLine): void {
    const value = data.trim().toLowerCase();
    if (value !== 'on' && value !== 'off') throw new Error(`Invalid echo command value: '${data}'`);
    this.#echo = value === 'on';
  }

  #stop(token: string, line: string): void {
    const name = token.toLowerCase();
    if (token.trim() === '' || name === 'pause-logging' || this.#handlers.has(name)) {
      throw new Error(`stop-commands does not take the token '${token}'`);
    }
    this.#stopToken = name;
    this.#registered.add(name);
    // Who knows the token can start the commands again. A short one would mask too much of the log.
    if (token.length > 6) this.#options.masker.add(token);
    this.write(line);
  }

  #resume(): void {
    if (this.#stopToken !== undefined) this.#registered.delete(this.#stopToken);
    this.#stopToken = undefined;
  }

  #setDeprecated(target: Map<string, string>, command: CommandLine): void {
    target.set(requiredName(command), command.data);
    this.issue(
      'warning',
      `The \`${command.name}\` command is deprecated: write to the file of the environment.`,
    );
  }

  #setEnvironment(command: CommandLine): void {
    this.#requireUnsecure(command);
    this.environment.set(requiredName(command), command.data);
  }

  #addPath(command: CommandLine): void {
    this.#requireUnsecure(command);
    this.paths.push(command.data);
  }

  #requireUnsecure({ name }: CommandLine): void {
    if (this.#options.allowUnsecure) return;
    throw new Error(`The \`${name}\` command is disabled unless ACTIONS_ALLOW_UNSECURE_COMMANDS is true.`);
  }
}

function requiredName({ name, properties }: CommandLine): string {
  const value = properties.get('name');
  if (!value) throw new Error(`Required field 'name' is missing in ##[${name}] command.`);
  return value;
}
