import { listStoredOperations } from '@lamina/api/testing/stored-operations';
import { pickVariables } from '@lamina/api/testing/synthetic-variables';
import { ask, listValues } from '../api/ask.ts';
import { NESTED } from '../api/operations.ts';
import type { FilledApi } from './filled-api.ts';
import type { ScaleOperation } from './measure-growth.ts';

const MODEL = nameModel(150);
const SCORES = 'pageInfo { endCursor } nodes { layerIndex metric mean }';

/** Requests that no stored operation makes: of notebooks, and for long lists. */
export const SCALE_OPERATIONS: Readonly<Record<string, ScaleOperation>> = {
  'models with their layers and scores': NESTED,
  'leaderboard of the best strategies': {
    query: printStored('python/leaderboard/Leaderboard'),
    variables: { strategy: null, removedRatio: 0.2 },
  },
  'scores of one model, flat': {
    query: `query ($models: [String!]) { layerScores(first: 100, filter: { models: $models }) { ${SCORES} } }`,
    variables: { models: [MODEL] },
  },
  'all scores, first page': { query: `{ layerScores(first: 100) { ${SCORES} } }` },
  'all scores, a page from the middle': async (api) => ({
    query: `query ($after: String) { layerScores(first: 100, after: $after) { ${SCORES} } }`,
    variables: { after: await findMiddle(api) },
  }),
  'lowest scores of all models': { query: listByMean('ASC') },
  'highest scores of all models': { query: listByMean('DESC') },
  'evaluations, best retention first': {
    query: '{ evaluations(first: 100, orderBy: [{ field: RETENTION, direction: DESC }]) { nodes { retention value } } }',
  },
  'number of all scores': { query: '{ layerScores(first: 0) { totalCount } }' },
  'search for a model': { query: '{ models(first: 25, filter: { search: "model 000150" }) { nodes { slug } } }' },
  'newest jobs': {
    query: '{ jobs(first: 50, orderBy: [{ field: UPDATED_AT, direction: DESC }]) { totalCount nodes { kind status model { slug } } } }',
  },
};

/** Every query that the examples, the page or the Python client store. */
export const STORED_OPERATIONS: Readonly<Record<string, ScaleOperation>> = Object.fromEntries(
  listStoredOperations().map(({ name, operation, print }) => [
    name,
    async ({ variables }: FilledApi) => ({ query: print(), variables: pickVariables(operation, variables) }),
  ]),
);

const SAMPLE_FACTS = 'nodes { documentId position logLikelihoods gold value }';

/** Requests of pages for an evaluation's samples. */
export const SAMPLE_OPERATIONS: Readonly<Record<string, ScaleOperation>> = {
  'samples of one evaluation': { query: listSamples('first: 100') },
  'samples of one evaluation, by value': { query: listSamples('first: 100, orderBy: [{ field: VALUE, direction: DESC }]') },
  'one document of 20 evaluations': { query: listSamples('first: 1, filter: { documentIds: ["900"] }', 20) },
};

function listSamples(args: string, evaluations = 1): string {
  return `{ evaluations(first: ${evaluations}, filter: { models: ["${nameModel(4)}"] }) { nodes { samples(${args}) { ${SAMPLE_FACTS} } } } }`;
}

function listByMean(direction: 'ASC' | 'DESC'): string {
  return `{ layerScores(first: 100, filter: { metrics: [BLOCK_INFLUENCE] }, orderBy: [{ field: MEAN, direction: ${direction} }]) { nodes { mean layerIndex } } }`;
}

/** Cursor of the first score of the middle model: it has the same position in the complete list. */
async function findMiddle({ url, models }: FilledApi): Promise<unknown> {
  const query = 'query ($models: [String!]) { layerScores(first: 1, filter: { models: $models }) { pageInfo { endCursor } } }';
  const data = await ask(url, { query, variables: { models: [nameModel(Math.ceil(models / 2))] } });
  return listValues(data, 'endCursor')[0];
}

/** Name of a synthetic model; the first three have those of bundled ones. */
function nameModel(number: number): string {
  return `synthetic-${String(number).padStart(6, '0')}`;
}

function printStored(name: string): string {
  const stored = listStoredOperations().find((operation) => operation.name === name);
  if (stored === undefined) throw new Error(`No operation ${name} is stored.`);
  return stored.print();
}
