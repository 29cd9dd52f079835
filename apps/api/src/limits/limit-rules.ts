import {
  type ASTVisitor,
  type FieldNode,
  GraphQLError,
  Kind,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';
import { REQUEST_LIMITS } from './request-limits.ts';

/** Validation rules of this API, besides GraphQL's own. */
export const LIMIT_RULES: readonly ValidationRule[] = [documentSizeRule, depthRule];

/** Refuses documents with too many fields, too many aliases, or too many directives on one field. */
function documentSizeRule(context: ValidationContext): ASTVisitor {
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

/** Refuses documents whose fields nest too deeply, through fragments as well. */
function depthRule(context: ValidationContext): ASTVisitor {
  const fragmentDepths = new Map<string, number>();

  const measureFragment = (name: string): number => {
    const measured = fragmentDepths.get(name);
    if (measured !== undefined) return measured;
    // A fragment inside itself is another rule's error; 0 here ends the walk.
    fragmentDepths.set(name, 0);
    const fragment = context.getFragment(name);
    const depth = fragment ? measure(fragment.selectionSet) : 0;
    fragmentDepths.set(name, depth);
    return depth;
  };

  const measure = (selectionSet: SelectionSetNode): number => {
    let deepest = 0;
    for (const selection of selectionSet.selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) deepest = Math.max(deepest, measureFragment(selection.name.value));
      else if (selection.kind === Kind.INLINE_FRAGMENT) deepest = Math.max(deepest, measure(selection.selectionSet));
      else if (!selection.name.value.startsWith('__')) {
        deepest = Math.max(deepest, 1 + (selection.selectionSet ? measure(selection.selectionSet) : 0));
      }
    }
    return deepest;
  };

  return {
    OperationDefinition(node) {
      const depth = measure(node.selectionSet);
      if (depth <= REQUEST_LIMITS.depth) return;
      context.reportError(
        new GraphQLError(
          `The operation nests ${depth} levels deep; the limit is ${REQUEST_LIMITS.depth}. Ask for inner objects by id instead.`,
          {
            nodes: node,
            extensions: { code: 'DEPTH_LIMIT_EXCEEDED', requested: depth, limit: REQUEST_LIMITS.depth },
          },
        ),
      );
    },
  };
}
