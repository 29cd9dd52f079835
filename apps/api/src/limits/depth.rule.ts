import { type ASTVisitor, GraphQLError, Kind, type SelectionSetNode, type ValidationContext } from 'graphql';
import { REQUEST_LIMITS } from './request-limits.ts';

/** Refuses documents whose fields nest too deeply, through fragments as well. */
export function depthRule(context: ValidationContext): ASTVisitor {
  const fragmentDepths = new Map<string, number>();

  const measureFragment = (name: string): number => {
    const known = fragmentDepths.get(name);
    if (known !== undefined) return known;
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
