import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { concatAST, type DocumentNode, Kind, OperationTypeNode, parse, print, separateOperations, validate } from 'graphql';
import { countStatements, MAX_REPEATED } from '../testing/count-statements.ts';
import { fillVariables } from '../testing/fill-variables.ts';
import { type PlatformVariables, seedPlatform } from '../testing/seed-platform.ts';
import { ADMIN_HEADERS, startTestApi, type TestApi } from '../testing/start-test-api.ts';
import { buildApiSchema } from './build-api-schema.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const CLIENTS = { page: 'apps/web/features/**/*.graphql', 'Python client': 'clients/python/src/lamina/operations/*.graphql' };
const schema = buildApiSchema();

/** Every operation of a client, with the fragments that it uses; files share their fragments. */
function listOperations(pattern: string): readonly (readonly [string, DocumentNode])[] {
  const files = globSync(pattern, { cwd: ROOT }).sort();
  return Object.entries(separateOperations(concatAST(files.map((file) => parse(readFileSync(join(ROOT, file), 'utf8'))))));
}

describe.each(Object.entries(CLIENTS))('the stored operations of the %s', (_, pattern) => {
  const operations = listOperations(pattern);
  let api: TestApi;
  let ids: PlatformVariables;

  beforeAll(async () => {
    api = await startTestApi();
    ids = await seedPlatform(api);
  });
  afterAll(() => api.close());

  it('are there', () => {
    expect(operations.length).toBeGreaterThan(5);
  });

  it.each(operations)('%s is valid and answered without errors', async (_name, document) => {
    expect(validate(schema, document)).toEqual([]);
    const operation = document.definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
    if (operation === undefined || operation.operation === OperationTypeNode.SUBSCRIPTION) return;
    const [{ data, errors }, statements] = await countStatements(api, () =>
      api.query<Record<string, unknown>>(print(document), fillVariables(schema, operation, ids), ADMIN_HEADERS),
    );
    expect(errors).toBeUndefined();
    expect(statements.different).toMatchSnapshot();
    expect(statements.mostRepeated).toBeLessThanOrEqual(MAX_REPEATED);
    expect(Object.values(data).filter((value) => value !== null)).not.toEqual([]);
  });
});
