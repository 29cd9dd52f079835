import { RepairedPruningsDocument, SourcesOfTextsDocument } from '../../generated/graphql.ts';
import { fetchApi } from '../api/fetch-api.ts';
import { fetchNodes } from '../api/fetch-nodes.ts';
import { type QuerySource, toQuerySource } from '../query/query-source.ts';
import { pairRepairs, type RepairRow } from './pair-repairs.ts';

/** The repairs of a model, with the query behind them. */
export interface LoadedRepairs {
  readonly rows: readonly RepairRow[];
  readonly query: QuerySource;
}

/** Every measured repair of a model beside the same removal alone. */
export async function loadRepairs(slug: string): Promise<LoadedRepairs> {
  const variables = { slug };
  const [prunings, { calibrationSets }] = await Promise.all([
    fetchNodes({ document: RepairedPruningsDocument, variables, pick: (reply) => reply.prunings }),
    fetchApi(SourcesOfTextsDocument, {}),
  ]);
  const sources = new Map(calibrationSets.nodes.map((text) => [text.slug, text.source]));
  return { rows: pairRepairs(prunings, sources), query: toQuerySource(RepairedPruningsDocument, variables) };
}
