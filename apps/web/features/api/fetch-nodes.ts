import type { TypedDocumentString } from '../../generated/graphql.ts';
import { fetchApi } from './fetch-api.ts';

/** One page of a list of the API. */
export interface ListPage<Node> {
  readonly nodes: readonly Node[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

export interface ListRequest<Result, Variables, Node> {
  readonly document: TypedDocumentString<Result, Variables & { after?: string | null }>;
  readonly variables: Variables;
  /** The list in an answer. */
  readonly pick: (result: Result) => ListPage<Node>;
}

/** The rows of a list, page after page, in the order of the API. @throws ApiError */
export async function fetchNodes<Result, Variables, Node>(request: ListRequest<Result, Variables, Node>): Promise<readonly Node[]> {
  const nodes: Node[] = [];
  for (let after: string | null = null; ; ) {
    const page: ListPage<Node> = request.pick(await fetchApi(request.document, { ...request.variables, after }));
    nodes.push(...page.nodes);
    if (!page.pageInfo.hasNextPage) return nodes;
    after = page.pageInfo.endCursor;
  }
}
