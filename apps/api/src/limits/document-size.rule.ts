import { type ASTVisitor, type FieldNode, GraphQLError, type ValidationContext } from 'graphql';
import { REQUEST_LIMITS } from './request-limits.ts';

/** Refuses documents with too many fields, too many aliases, or too many directives on one field. */
export function documentSizeRule(context: ValidationContext): ASTVisitor {
  let fields = 0;
  let aliases = 0;
  const refuse = (node: FieldNode, what: string, limit: number): void => {
    context.reportError(
      new GraphQLError(`The document has more than ${limit} ${what}, which is the limit. Split the request.`, {
        nodes: node,
        extensions: { code: 'COST_LIMIT_EXCEEDED', requested: limit + 1, limit },
      }),
    );
  };
  return {
    Field(node) {
      fields += 1;
      if (node.alias !== undefined) aliases += 1;
      // Reported once, at the first field over the limit.
      if (fields === REQUEST_LIMITS.fields + 1) refuse(node, 'fields', REQUEST_LIMITS.fields);
      if (node.alias !== undefined && aliases === REQUEST_LIMITS.aliases + 1) refuse(node, 'aliases', REQUEST_LIMITS.aliases);
      const { directives = [] } = node;
      if (directives.length > REQUEST_LIMITS.directivesPerField) refuse(node, 'directives on one field', REQUEST_LIMITS.directivesPerField);
    },
  };
}
