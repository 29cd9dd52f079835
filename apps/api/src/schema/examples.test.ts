import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Kind, type OperationDefinitionNode, OperationTypeNode, parse, print, validate } from 'graphql';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { countStatements } from '../testing/count-statements.ts';
import { type PlatformVariables, seedPlatform } from '../testing/seed-platform.ts';
import { serializeAgain } from '../testing/serialize-again.ts';
import { ADMIN_HEADERS, startTestApi, type TestApi } from '../testing/start-test-api.ts';
import { buildApiSchema } from './build-api-schema.ts';

const schema = buildApiSchema();
const document = parse(readFileSync(new URL('../../examples.graphql', import.meta.url), 'utf8'));
const guide = readFileSync(new URL('../../../../docs/api.md', import.meta.url), 'utf8');
const guideOperations = [...guide.matchAll(/```graphql\n([\s\S]*?)```/g)].map(
  ([, text = '']) => [/\w+ (\w+)/.exec(text)?.[1] ?? '', text] as const,
);
const operations = document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
const isSubscription = ({ operation }: OperationDefinitionNode): boolean => operation === OperationTypeNode.SUBSCRIPTION;
const named = (list: readonly OperationDefinitionNode[]) => list.map((operation) => [operation.name?.value ?? '', operation] as const);

describe('examples.graphql', () => {
  let api: TestApi;
  let variables: PlatformVariables;

  beforeAll(async () => {
    api = await startTestApi();
    variables = await seedPlatform(api);
  });
  afterAll(() => api.close());

  const variablesOf = ({ variableDefinitions = [] }: OperationDefinitionNode) =>
    Object.fromEntries(variableDefinitions.map(({ variable: { name } }) => [name.value, variables[name.value]]));

  it('is valid, and has an operation for every root field', () => {
    expect(validate(schema, document)).toEqual([]);
    const used = new Set(
      operations.flatMap(({ operation, selectionSet }) =>
        selectionSet.selections.map((selection) => `${operation}.${selection.kind === Kind.FIELD ? selection.name.value : ''}`),
      ),
    );
    for (const operation of Object.values(OperationTypeNode)) {
      const fields = Object.keys(schema.getRootType(operation)?.getFields() ?? {});
      expect(fields.length).toBeGreaterThan(1);
      expect(fields.filter((field) => !used.has(`${operation}.${field}`))).toEqual([]);
    }
  });

  it.each(named(operations.filter((operation) => !isSubscription(operation))))('%s runs and finds something', async (_, operation) => {
    const [{ data, errors }, statements] = await countStatements(api, () =>
      api.query<Record<string, unknown>>(print(operation), variablesOf(operation), ADMIN_HEADERS),
    );
    expect(errors).toBeUndefined();
    expect(statements.different).toMatchSnapshot();
    const single = { ...document, definitions: [operation] };
    expect(await serializeAgain(single, data, variablesOf(operation))).toEqual({ data });
    for (const [name, value] of Object.entries(data)) {
      // Nobody is limited in tests.
      if (name === 'rateLimit') continue;
      expect([name, value]).toEqual([name, expect.anything()]);
      const rows = Array.isArray(value) ? value : (value as { nodes?: unknown[] }).nodes;
      expect([name, rows?.length ?? 1]).not.toEqual([name, 0]);
    }
  });

  it.each(guideOperations)('%s of docs/api.md runs', async (_, query) => {
    expect((await api.query(query)).errors).toBeUndefined();
  });

  it('docs/api.md has an operation for lists and releases', () => {
    expect(guideOperations.map(([name]) => name)).toEqual(['Page', 'Releases']);
  });

  it.each(named(operations.filter(isSubscription)))('%s tells something', async (_, operation) => {
    const client = createClient({ url: api.url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 });
    const events = client.iterate({ query: print(operation), variables: variablesOf(operation) });
    const next = events.next();
    // The subscription exists once the socket has answered one that was sent after it; then something changes.
    const query = 'subscription ($id: ID!) { jobProgress(id: $id) { status } }';
    await client.iterate({ query, variables: { id: variables.jobId } }).next();
    await api.query(
      'mutation { submitStudy(input: { models: ["lamina-llama-12"], calibration: "made-text", strategies: [REVERSE], counts: [1], benchmarks: ["country-facts"] }) { studies { id } } }',
      {},
      ADMIN_HEADERS,
    );
    const { value } = await next;
    expect(value.errors).toBeUndefined();
    await client.dispose();
  });
});
