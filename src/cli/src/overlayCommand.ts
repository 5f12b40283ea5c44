import type { ImageOutput } from '@livery/contracts';
import { assertPushed } from '@livery/pipeline';
import type { Command } from 'commander';
import { overlayImage, type OverlayImageOptions } from './commands/overlayImage';
import { reportText } from './reportText';
import { jsonText, type Terminal } from './terminal';

const HELP = `
Logins are those of docker: "docker login", DOCKER_CONFIG, REGISTRY_AUTH_FILE and credential helpers; for Amazon ECR also the
access key in the environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN).

Examples: livery image ghcr.io/open/app:1.2.3 --brand ./brand --to registry.example.org/team/app:1.2.3
          livery image ghcr.io/open/app:1.2.3 --brand ./brand --dry-run`;

const collect = (value: string, all: string[] = []) => [...all, value];

/** Adds `livery image`. */
export function addOverlayCommand(
  program: Command,
  terminal: Terminal,
  signal: AbortSignal,
  exitCodes: string,
): void {
  program
    .command('image')
    .description('brand a published image by adding one layer, without a container engine')
    .argument('<base>', 'the image of a release, by tag or digest')
    .requiredOption('--brand <folder>', 'the brand folder')
    .option(
      '--to <target>',
      'where it goes, such as registry/path:{version},latest; can be given several times',
      collect,
    )
    .option('--output <output>', 'oci:FOLDER (an OCI layout) or docker:FILE.tar (for "docker load")')
    .option('--platform <platform>', 'such as linux/arm64; all of the base without it', collect)
    .option('--profile <profile>', 'a profile that comes with Livery, or a folder')
    .option('--label <name=value>', 'a label of your own', collect)
    .option('--env <name=value>', 'a variable of the environment', collect)
    .option('--plain-http <host>', 'speak to this registry without TLS', collect)
    .option('--create-repository', 'create repositories that Amazon ECR does not have yet')
    .option('--dry-run', 'say what would change; pushes nothing')
    .option('--force', 'push also where the image is already')
    .option('--report <file>', 'write the report there')
    .option('--json', 'print one JSON document')
    .addHelpText('after', `${HELP}${exitCodes}`)
    .action(async (base: string, options: OverlayImageOptions & { json?: boolean }) => {
      const { report, image } = await overlayImage(base, options, terminal, signal);
      if (options.json) {
        terminal.document(jsonText(report ?? image));
      } else {
        if (report) {
          terminal.line(reportText(report));
        }
        terminal.line(imageText(image, report === undefined, options.dryRun ?? false));
      }
      // Last: what the other targets have got is said also when one failed.
      assertPushed(image);
    });
}

function imageText(image: ImageOutput, isUnchanged: boolean, isDryRun: boolean): string {
  const { digest, targets, bytesUp = 0, bytesMounted = 0, requests = 0, seconds } = image;
  if (isDryRun) {
    return `\nThe image would be ${digest}. Nothing was pushed.`;
  }
  const verb = isUnchanged ? 'Has it already' : 'Pushed';
  return [
    '',
    ...targets.flatMap(target => (target.error ? [] : [`${verb}: ${target.reference}@${digest}`])),
    `${bytesUp} bytes sent, ${bytesMounted} taken over, ${requests} requests, ${seconds.toFixed(2)} s.`,
  ].join('\n');
}
