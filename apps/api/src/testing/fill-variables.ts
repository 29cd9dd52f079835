import {
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isListType,
  isNonNullType,
  type OperationDefinitionNode,
  typeFromAST,
} from 'graphql';
import { type PlatformVariables, UNUSED_MODEL } from './seed-platform.ts';
import { SHARED_FILE } from './shared-file.fixture.ts';

const SLUGS = ['lamina-llama-12', 'lamina-gpt2-12'];
const IMPORT_CONTENT = JSON.stringify({ results: { hellaswag: { alias: 'hellaswag', 'acc,none': 0.4 } } });

/** Values for variables by name, or for inputs by type name, that are valid for the seeded platform. */
const VALUES: Readonly<Record<string, unknown>> = {
  slug: SLUGS[0],
  slugs: SLUGS,
  models: SLUGS,
  baseline: SLUGS[0],
  family: 'lamina-llama',
  families: ['lamina-llama'],
  search: 'lamina',
  metric: 'BLOCK_INFLUENCE',
  removedRatio: 0.25,
  maximumLoss: 0.05,
  lose: 0.1,
  testModels: true,
  benchmark: 'country-facts',
  model: SLUGS[0],
  names: ['country-facts'],
  dense: true,
  withResults: false,
  version: '2026.11',
  content: JSON.stringify(SHARED_FILE),
  EvaluationFilter: { models: SLUGS },
  CreateApiTokenInput: { name: 'from a client', scopes: ['SCORE'] },
  UpdateModelInput: { slug: UNUSED_MODEL, name: 'Another name' },
  RegisterModelInput: { slug: 'from-a-client', facts: { blockCount: 2, hiddenSize: 4, parameterCount: 10 } },
  SubmitStudyInput: { models: [SLUGS[0]], calibration: 'made-text', strategies: ['REVERSE'], counts: [1], benchmarks: ['country-facts'] },
  SaveComparisonInput: { title: 'From a client', slugs: SLUGS, metric: 'BLOCK_INFLUENCE' },
  ImportEvaluationsInput: { model: SLUGS[0], format: 'LM_EVAL_RESULTS', content: IMPORT_CONTENT },
  ImportLayerScoresInput: {
    model: SLUGS[0],
    format: 'CSV',
    content: 'layer,metric,mean\n0,block-influence,0.25\n',
    calibration: { name: 'their text', window: 16, bos: 'AUTO', tokenCount: 16 },
    tool: 'pytorch 2.9',
  },
};

/** Some operations also need a published model. */
const VALUES_OF_OPERATIONS: Readonly<Record<string, object>> = {
  Predict: { hubId: 'Qwen/Qwen3.5-9B' },
  PublishedPage: { model: 'Qwen/Qwen3.5-9B' },
  ComparedPublished: { names: ['Qwen/Qwen3.5-9B'] },
};

/**
 * Values for the required variables of a stored operation; optional variables are left out. @throws Error for a variable without a rule; add it to
 * VALUES.
 */
export function fillVariables(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  ids: PlatformVariables,
): Readonly<Record<string, unknown>> {
  const filled: Record<string, unknown> = {};
  const { variableDefinitions = [] } = operation;
  for (const { variable, type, defaultValue } of variableDefinitions) {
    const name = variable.name.value;
    const parsed = typeFromAST(schema, type as never);
    if (!isNonNullType(parsed) || defaultValue !== undefined) continue;
    filled[name] =
      isListType(parsed.ofType) && getNamedType(parsed).name === 'ID'
        ? [ids.modelId]
        : findValue(schema, name, getNamedType(parsed).name, operation, ids);
  }
  return { ...filled, ...VALUES_OF_OPERATIONS[String(operation.name?.value)] };
}

function findValue(
  schema: GraphQLSchema,
  name: string,
  typeName: string,
  { name: operationName, selectionSet }: OperationDefinitionNode,
  ids: PlatformVariables,
): unknown {
  const roots = selectionSet.selections.map((selection) => ('name' in selection ? selection.name.value : ''));
  if (name === 'slug' && roots.includes('comparison')) return ids.comparisonSlug;
  if (roots.includes('deleteModel') && name === 'slug') return UNUSED_MODEL;
  if (roots.includes('revokeApiToken')) return ids.tokenId;
  if (typeName === 'ID') return roots.includes('retryJob') ? ids.failedJobId : (ids[`${name}Id`] ?? ids.jobId);
  const value = VALUES[typeName] ?? VALUES[name];
  if (value !== undefined) return value;
  const type = schema.getType(typeName);
  if (isEnumType(type)) return type.getValues()[0]?.name;
  throw new Error(`No value for the variable $${name}: ${typeName} of ${operationName?.value}; add one to fill-variables.ts`);
}
