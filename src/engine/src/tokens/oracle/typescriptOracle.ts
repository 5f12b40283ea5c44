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
          node.expression !== child &&
          isTranslationCall(node.expression.getText(file), translationCalls);
        const isTagged = ts.isTaggedTemplateExpression(node) && node.template === child;
        visit(child, isKey || isArgument || isTagged);
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
    return isJsonArgument(node) ? ['template', 'value', 'key'] : ['template'];
  }
  if (!ts.isStringLiteral(node)) {
    return undefined;
  }
  const { parent } = node;
  if (ts.isJsxAttribute(parent)) {
    return ['attribute'];
  }
  if ((ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent)) && parent.moduleSpecifier === node) {
    return ['none'];
  }
  if ('name' in parent && parent.name === node) {
    // Only keys of objects are told from strings; names in types and classes are not edited by default, as strings are not.
    return ts.isObjectLiteralExpression(parent.parent) ? ['key'] : ['key', 'string'];
  }
  return isJsonArgument(node) ? ['string', 'value', 'key'] : ['string'];
}

function isJsonArgument({ parent }: ts.Node): boolean {
  return ts.isCallExpression(parent) && parent.expression.getText() === 'JSON.parse';
}
