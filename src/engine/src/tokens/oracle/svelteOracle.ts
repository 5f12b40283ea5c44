import { parse } from 'svelte/compiler';
import { isTranslationCall, type Oracle, type OracleSpan, type PlaceKind } from './oracle';

interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [property: string]: unknown;
}

/** What our scanner never edits, and a parser has no opinion about. */
const CODE_ATTRIBUTE = /^(?:on|style$|srcdoc$)/i;

const ANY: readonly PlaceKind[] = ['none', 'key', 'string', 'template', 'attribute', 'reference'];

/** Svelte components as its compiler reads them. */
export const svelteOracle: Oracle = (text, translationCalls) => {
  // The compiler takes a byte-order mark away, which would shift every offset.
  const shift = text.startsWith('\uFEFF') ? 1 : 0;
  const source = text.slice(shift);
  const root = parse(source, { modern: true }) as unknown as SyntaxNode;
  const spans: OracleSpan[] = [];

  const visit = (node: SyntaxNode, parent: SyntaxNode | undefined, property: string, isKey: boolean) => {
    if (node.type === 'RegularElement' && /^(?:script|style)$/.test(String(node.name))) {
      // Inside of other elements these two are nothing but text for the compiler.
      spans.push({ start: node.start + shift, end: node.end + shift, kinds: ANY });
      return;
    }
    const kinds = kindsOf(node, parent, property, source);
    if (kinds) {
      spans.push({
        start: node.start + shift,
        end: node.end + shift,
        kinds: isKey ? ['key', 'none'] : kinds,
      });
    }
    if (node.type === 'Declaration') {
      spans.push(...stringsOf(node, source, shift));
    }
    for (const [name, child] of childrenOf(node)) {
      const isArgument =
        node.type === 'CallExpression' &&
        (node.arguments as SyntaxNode[])[0] === child &&
        isTranslationCall(calleeOf(node, source), translationCalls);
      const isAddress =
        /^(?:ImportExpression|TSImportType)$/.test(node.type) ||
        (node.type === 'CallExpression' && /^require(?:\.resolve)?$/.test(calleeOf(node, source))) ||
        (node.type === 'NewExpression' && calleeOf(node, source) === 'URL');
      const isTagged = node.type === 'TaggedTemplateExpression' && name === 'quasi';
      visit(child, node, name, isKey || isArgument || isAddress || isTagged);
    }
  };
  visit(root, undefined, '', false);
  return spans;
};

/** The compiler does not look into the value of a declaration of a style. */
function stringsOf(declaration: SyntaxNode, source: string, shift: number): OracleSpan[] {
  const kinds: readonly PlaceKind[] = /^content$/i.test(String(declaration.property)) ? ['string'] : ['key'];
  const value = source.slice(declaration.start, declaration.end);
  return [...value.matchAll(/"[^"]*"|'[^']*'/g)].map(match => {
    const start = declaration.start + match.index + shift;
    return { start, end: start + match[0].length, kinds };
  });
}

function* childrenOf(node: SyntaxNode): Iterable<[string, SyntaxNode]> {
  for (const [name, value] of Object.entries(node)) {
    if (/^(?:parent|metadata|loc|comments|(?:leading|trailing)Comments)$/.test(name)) {
      continue;
    }
    for (const child of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (isNode(child)) {
        yield [name, child];
      }
    }
  }
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

function calleeOf(call: SyntaxNode, source: string): string {
  const callee = call.callee as SyntaxNode;
  return source.slice(callee.start, callee.end);
}

function kindsOf(
  node: SyntaxNode,
  parent: SyntaxNode | undefined,
  property: string,
  source: string,
): readonly PlaceKind[] | undefined {
  switch (node.type) {
    case 'Text':
      return parent !== undefined && property === 'value' ? attributeKinds(node, parent, source) : ['text'];
    case 'TemplateElement':
      return ['template'];
    case 'Literal':
      return typeof node.value === 'string' ? literalKinds(parent, property, source) : undefined;
    case 'StyleSheet':
      return ['key', 'none'];
    default:
      return undefined;
  }
}

function attributeKinds(node: SyntaxNode, attribute: SyntaxNode, source: string): readonly PlaceKind[] {
  const isQuoted = /=\s*["']/.test(source.slice(attribute.start, node.start));
  const isCode =
    CODE_ATTRIBUTE.test(String(attribute.name)) || String(node.data).trimStart().startsWith('javascript:');
  return isQuoted && !isCode ? ['attribute', 'reference'] : ['none'];
}

function literalKinds(
  parent: SyntaxNode | undefined,
  property: string,
  source: string,
): readonly PlaceKind[] {
  if (/^(?:Import|Export)(?:All|Named)?Declaration$/.test(parent?.type ?? '') && property === 'source') {
    return ['none'];
  }
  if (property === 'key' && parent?.type === 'Property') {
    return ['key'];
  }
  if (property === 'property' && parent?.type === 'MemberExpression') {
    return ['key'];
  }
  if (parent?.type === 'TSLiteralType') {
    // A['b'] is the type of a member, which cannot be told from a comparison where A ends with a `>`.
    return ['key', 'string'];
  }
  if (/^(?:key|id)$/.test(property)) {
    return ['key', 'string'];
  }
  const isJson = parent?.type === 'CallExpression' && calleeOf(parent, source) === 'JSON.parse';
  return isJson ? ['string', 'value', 'reference', 'key'] : ['string'];
}
