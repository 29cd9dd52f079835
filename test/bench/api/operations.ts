/** One GraphQL request. */
export interface Operation {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** 20 models × their first 32 layers × up to 5 scores, in Lamina's schema. */
export const NESTED: Operation = {
  query: `query Nested { models(first: 20, orderBy: [{ field: NAME }]) { nodes { slug name layers(first: 32, orderBy: [{ field: INDEX }]) {
    nodes { index relativeDepth scores(first: 5, metric: BLOCK_INFLUENCE) { nodes { mean standardError rank } } } } } } }`,
};

/** The same rows in the schema that PostGraphile generates from the tables. */
export const NESTED_IN_POSTGRAPHILE: Operation = {
  query: `query Nested { allModels(first: 20, orderBy: [NAME_ASC]) { nodes { slug name modelRevisionByCurrentRevisionId { layersByRevisionId(first: 32, orderBy: [INDEX_ASC]) {
    nodes { index relativeDepth layerScoresByLayerId(first: 5, condition: { metric: "block-influence@1" }) { nodes { mean standardError rank } } } } } } } }`,
};
