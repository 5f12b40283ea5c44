import ts from 'typescript';
import { isTranslationCall, type Oracle, type OracleSpan, type PlaceKind } from './oracle';

/** JavaScript and TypeScript as its compiler reads them. */
export function typescriptOracle(fileName: string): Oracle {
  return (text, translationCalls) => {
    const file = ts.createSourceFile(fileName, text, ts.ScriptTarget.Latest, true);
    const [fault] = (file as unknown as { parseDiagnostics: readonly ts.Diagnostic[] }).parseDiagnostics;
    if (fault) {
      throw new Error(ts.flattenDiagnosticMessageText(fault.messageText, ' '));
    }
    const spans: OracleSpan[] = [];
    const visit = (node: ts.Node, isKey: boolean) => {
      const kinds = kindsOf(node);
      if (kinds) {
        spans.push({ start: node.getStart(file), end: node.end, kinds: isKey ? ['key', 'none'] : kinds });
      }
      ts.forEachChild(node, child => {
        const isArgument =
          ts.isCallExpression(node) &&
          node.arguments[0] === child &&
          isTranslationCall(node.expression.getText(file), translationCalls);
        const isAddress =
          ts.isImportTypeNode(node) ||
          (ts.isCallExpression(node) &&
            /^(?:import|require|require\.resolve)$/.test(node.expression.getText(file))) ||
          (ts.isNewExpression(node) && node.expression.getText(file) === 'URL');
        const isTagged = ts.isTaggedTemplateExpression(node) && node.template === child;
        visit(child, isKey || isArgument || isAddress || isTagged);
      });
    };
    visit(file, false);
    return spans;
  };
}

function kindsOf(node: ts.Node): readonly PlaceKind[] | undefined {
  if (ts.isJsxText(node)) {
    return ['text'];
  }
  if (
    ts.isNoSubstitutionTemplateLiteral(node) ||
    ts.isTemplateHead(node) ||
    ts.isTemplateMiddle(node) ||
    ts.isTemplateTail(node)
  ) {
    if (isMemberName(node)) {
      return ['key'];
    }
    return isJsonArgument(node) ? ['template', 'value', 'reference', 'key'] : ['template'];
  }
  if (!ts.isStringLiteral(node)) {
    return undefined;
  }
  const { parent } = node;
  if (ts.isJsxAttribute(parent)) {
    return ['attribute', 'reference'];
  }
  if ((ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent)) && parent.moduleSpecifier === node) {
    return ['none'];
  }
  if ('name' in parent && parent.name === node) {
    // The names of members of types are told by what is around them, which is not always enough.
    return ts.isTypeLiteralNode(parent.parent) || ts.isInterfaceDeclaration(parent.parent)
      ? ['key', 'string']
      : ['key'];
  }
  if (isMemberName(node)) {
    return ['key'];
  }
  if (ts.isLiteralTypeNode(parent) && ts.isIndexedAccessTypeNode(parent.parent)) {
    // A['b'] is the type of a member, which cannot be told from a comparison where A ends with a `>`.
    return ['key', 'string'];
  }
  return isJsonArgument(node) ? ['string', 'value', 'reference', 'key'] : ['string'];
}

/** `a['b']` and `{ ['a']: b }`. */
function isMemberName(node: ts.Node): boolean {
  const { parent } = node;
  return (
    (ts.isElementAccessExpression(parent) && parent.argumentExpression === node) ||
    ts.isComputedPropertyName(parent)
  );
}

function isJsonArgument({ parent }: ts.Node): boolean {
  return ts.isCallExpression(parent) && parent.expression.getText() === 'JSON.parse';
}
