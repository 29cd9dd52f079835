import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { seedEvaluatedPruning } from '../../testing/seed-evaluated-pruning.ts';
import { seedModel } from '../../testing/seed-model.ts';
import { efficiencyOf } from '../../testing/seed-platform.ts';
import { seedRoundings } from '../../testing/seed-roundings.ts';
import { seedScoreRun } from '../../testing/seed-score-run.ts';
import { ADMIN_HEADERS, startTestApi, type TestApi } from '../../testing/start-test-api.ts';

const FILES = 'files { name format table rowCount bytes sha256 path }';
const PUBLISH = `mutation ($input: PublishReleaseInput!) { publishRelease(input: $input) {
  release { id version title authors sha256 createdAt ${FILES} citation cff: citation(format: CFF) } } }`;

const RATIOS = { prefillRatio: 1.25, prefillRatioLow: 1.1, prefillRatioHigh: 1.4 };

interface File {
  readonly name: string;
  readonly table: string | null;
  readonly format: string;
  readonly rowCount: number | null;
  readonly bytes: number;
  readonly sha256: string;
  readonly path: string;
}
interface Published {
  readonly publishRelease: {
    readonly release: {
      readonly id: string;
      readonly sha256: string;
      readonly files: readonly File[];
      readonly citation: string;
      readonly cff: string;
    };
  };
}

describe('releases', () => {
  let api: TestApi;
  let release: Published['publishRelease']['release'];
  let folder: string;
  let model: Awaited<ReturnType<typeof seedModel>>;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lamina-release-test-'));
    api = await startTestApi();
    model = await seedModel(api.database, { slug: 'one', name: 'A "quoted", name' });
    await seedScoreRun(api.database, model, [0.25, null, 0.5, 0.125]);
    await seedScoreRun(api.database, model, [0.1, 0.2, 0.3, 0.4], { lane: 'first window', windowLimit: 1 });
    const pruningId = await seedEvaluatedPruning(api.database, model, {
      strategy: 'reverse',
      removed: [3],
      blockCount: 4,
      retention: { facts: 0.9 },
    });
    await api.database.prisma.efficiency.createMany({ data: [speedOf(null), { ...speedOf(pruningId), ...RATIOS, measuredAlone: true }] });
    await seedRoundings(api.database, model, { type: 'Q2_K', storedTypes: ['Q4_0'], attention: [0.4], mlp: [0.2], embedding: 0.1 });
    const input = {
      version: '2026.11',
      title: 'Made & measured',
      authors: ['Team A'],
      url: 'https://example.org/data',
      licence: 'CC-BY-4.0',
    };
    const reply = await api.query<Published>(PUBLISH, { input }, ADMIN_HEADERS);
    expect(reply.errors).toBeUndefined();
    release = reply.data.publishRelease.release;
    for (const { name, path } of release.files) writeFileSync(join(folder, name), await fetchFile(path));
  });
  afterAll(async () => {
    await api.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const speedOf = (pruningId: string | null) => ({
    ...efficiencyOf(model.revisionKey, pruningId),
    provider: 'cuda',
    device: 'a card',
    threads: 4,
    precision: 'float16',
    generatedTokens: 2,
    peakMemoryBytes: 3_000_000_000,
  });
  const fetchFile = async (path: string) => Buffer.from(await (await fetch(new URL(path, api.url))).arrayBuffer());
  const fileNamed = (name: string): File => {
    const file = release.files.find((candidate) => candidate.name === name);
    if (file === undefined) throw new Error(`no ${name}`);
    return file;
  };
  const ask = (headers: Readonly<Record<string, string>> = {}) =>
    api.query<{ evaluations: { totalCount: number } }>('{ evaluations { totalCount } dataRelease { version } }', {}, headers);

  it('are served as they were written, under their digests, to be kept for ever', async () => {
    for (const { name, path, bytes, sha256 } of release.files) {
      const response = await fetch(new URL(path, api.url));
      const body = Buffer.from(await response.arrayBuffer());
      expect([name, response.status, body.length]).toEqual([name, 200, bytes]);
      expect(createHash('sha256').update(body).digest('hex')).toBe(sha256);
      expect(response.headers.get('etag')).toBe(`"${sha256}"`);
      expect(response.headers.get('cache-control')).toContain('immutable');
    }
    const { path, sha256 } = fileNamed('layer_scores.parquet');
    // fetch would ask every cache on the way to pass by.
    const [again] = await once(get(new URL(path, api.url), { headers: { 'if-none-match': `"${sha256}"` } }), 'response');
    expect(again.statusCode).toBe(304);
    again.resume();
    const sums = (await fetchFile(fileNamed('SHA256SUMS').path)).toString();
    expect(createHash('sha256').update(sums).digest('hex')).toBe(release.sha256);
    expect(sums).toContain(`${sha256}  layer_scores.parquet\n`);
  });

  it('hold every measured row as Parquet, as DuckDB reads it', async () => {
    const duckdb = await DuckDBInstance.create(':memory:');
    const connection = await duckdb.connect();
    const read = async (sql: string) => (await connection.runAndReadAll(sql)).getRowObjectsJson();
    const query = `SELECT model, metric, layer, mean, "count", undefined_count FROM '${join(folder, 'layer_scores.parquet')}' WHERE is_canonical ORDER BY layer`;
    const expected = [0.25, null, 0.5, 0.125].map((mean, layer) => ({
      model: 'one',
      metric: 'block-influence@1',
      layer: String(layer),
      mean,
      count: mean === null ? '0' : '32',
      undefined_count: mean === null ? '32' : '0',
    }));
    expect(await read(query)).toEqual(expected);
    for (const { name, rowCount } of release.files) {
      if (rowCount === null || rowCount === 0) continue;
      expect([name, await read(`SELECT count(*)::int AS n FROM '${join(folder, name)}'`)]).toEqual([name, [{ n: rowCount }]]);
    }
    const others = await read(`SELECT lane, mean FROM '${join(folder, 'layer_scores.parquet')}' WHERE NOT is_canonical ORDER BY layer`);
    expect(others).toEqual([0.1, 0.2, 0.3, 0.4].map((mean) => ({ lane: 'first window', mean })));
    const protocols = await read(
      `SELECT p.measures, p.measurement_count::int AS rows FROM '${join(folder, 'protocols.parquet')}' p ORDER BY ALL`,
    );
    expect(protocols).toEqual([
      { measures: 'evaluations', rows: 2 },
      { measures: 'score_runs', rows: 1 },
      { measures: 'score_runs', rows: 1 },
    ]);
    const runs = await read(`SELECT lane, is_canonical FROM '${join(folder, 'score_runs.parquet')}' ORDER BY lane`);
    expect(runs).toEqual([
      { lane: 'first window', is_canonical: false },
      { lane: 'made-lane', is_canonical: true },
    ]);
    const [, example = ''] = /```sql\n([^`]+)```/.exec((await fetchFile(fileNamed('README.md').path)).toString()) ?? [];
    const ranked = [0.125, 0.25, 0.5, null].map((mean) => ({ model: 'one', mean }));
    expect(await read(example.replace('layer_scores.parquet', join(folder, 'layer_scores.parquet')))).toMatchObject(ranked);
    const [joined] = await read(
      `SELECT e.retention, p.remove, m.name FROM '${join(folder, 'evaluations.parquet')}' e JOIN '${join(folder, 'prunings.parquet')}' p
        USING (pruning_id) JOIN '${join(folder, 'models.parquet')}' m ON m.model = e.model`,
    );
    expect(joined).toEqual({ retention: 0.9, remove: '[{"kind": "block", "block": 3}]', name: 'A "quoted", name' });
    const speeds = await read(`SELECT strategy, removed_count::int AS removed, device, provider, threads::int AS threads, measured_alone,
      prefill_tokens_per_second AS speed, prefill_ratio, prefill_ratio_low, prefill_ratio_high, decode_ratio, peak_memory_bytes AS peak
      FROM '${join(folder, 'efficiencies.parquet')}' ORDER BY removed`);
    const machine = { device: 'a card', provider: 'cuda', threads: 4, speed: 100, peak: '3000000000', decode_ratio: null };
    const none = { prefill_ratio: null, prefill_ratio_low: null, prefill_ratio_high: null };
    expect(speeds).toEqual([
      { ...machine, ...none, strategy: null, removed: 0, measured_alone: false },
      {
        ...machine,
        strategy: 'reverse',
        removed: 1,
        measured_alone: true,
        prefill_ratio: 1.25,
        prefill_ratio_low: 1.1,
        prefill_ratio_high: 1.4,
      },
    ]);
    const roundings =
      await read(`SELECT unit, layer::int AS layer, "type", stored_types, bytes::int AS bytes, divergence, standard_error, nats, positions
      FROM '${join(folder, 'roundings.parquet')}' WHERE model = 'one' AND metric = 'rounding-divergence@1' ORDER BY unit`);
    expect(roundings.map(({ unit, layer, divergence }) => [unit, layer, divergence])).toEqual([
      ['attention', 0, 0.4],
      ['embedding', null, 0.1],
      ['mlp', 0, 0.2],
    ]);
    expect(roundings[0]).toMatchObject({
      type: 'Q2_K',
      stored_types: '["Q4_0"]',
      bytes: 563,
      standard_error: 0.04,
      positions: '[512, 512]',
    });
    const times = await read(`SELECT DISTINCT typeof(stored_at) AS t FROM '${join(folder, 'score_runs.parquet')}'`);
    expect(times).toEqual([{ t: expect.stringMatching(/^TIMESTAMP/) }]);
    connection.closeSync();
    duckdb.closeSync();
  });

  it('name the rows as the API does, and say what every column holds', async () => {
    const duckdb = await DuckDBInstance.create(':memory:');
    const connection = await duckdb.connect();
    const [row] = (
      await connection.runAndReadAll(`SELECT score_run_id, lane FROM '${join(folder, 'score_runs.parquet')}'`)
    ).getRowObjectsJson();
    const { data } = await api.query<{ node: object }>('query ($id: ID!) { node(id: $id) { ... on ScoreRun { lane } } }', {
      id: row?.score_run_id,
    });
    expect(data.node).toEqual({ lane: row?.lane });
    const dictionary = JSON.parse((await fetchFile(fileNamed('data-dictionary.json').path)).toString());
    for (const { name, table, format } of release.files) {
      if (table === null || format !== 'PARQUET') continue;
      const columns = (await connection.runAndReadAll(`DESCRIBE FROM '${join(folder, name)}'`)).getRowObjectsJson();
      const described = dictionary.tables.find((candidate: { name: string }) => candidate.name === table);
      expect(described.columns.map((column: { name: string }) => column.name)).toEqual(columns.map((column) => column.column_name));
      expect(described.columns.every((column: { description: string }) => column.description.length > 3)).toBe(true);
      // The file says the same of itself.
      const [{ value } = {}] = (
        await connection.runAndReadAll(
          `SELECT decode(value) AS value FROM parquet_kv_metadata('${join(folder, name)}') WHERE decode(key) = 'lamina.columns'`,
        )
      ).getRowObjectsJson();
      expect(JSON.parse(String(value))).toEqual(described.columns);
    }
    connection.closeSync();
    duckdb.closeSync();
  });

  it('are data sets of the Hugging Face hub, each table a configuration, and say under which licence their rows stand', async () => {
    const card = (await fetchFile(fileNamed('README.md').path)).toString();
    const { license_link: sheet, configs } = parse(card.split('---\n')[1] ?? '');
    const tables = release.files.filter(({ rowCount }) => rowCount !== null && rowCount > 0);
    const parquet = tables.filter(({ format }) => format === 'PARQUET').map(({ name }) => name);
    expect(configs.map(({ data_files: file }: { data_files: string }) => file)).toEqual(parquet);
    const text = (await fetchFile(fileNamed(sheet).path)).toString();
    expect(text).toContain('Rows that were measured here: CC-BY-4.0.');
    expect(text).toContain('| not stated | cpu | 1 | 4 |');
  });

  it('tell every evaluation as a record of Every Eval Ever', async () => {
    const packed = await fetchFile(fileNamed('every_eval_ever.jsonl.gz').path);
    const records = gunzipSync(packed).toString('utf8').trim().split('\n');
    expect(records).toHaveLength(2);
    // The required keys of its schema, version 0.3.0.
    const [whole] = records
      .map((line) => JSON.parse(line))
      .filter(({ model_info: { additional_details: details } }) => details.removed_units === '0');
    expect(whole).toMatchObject({
      schema_version: '0.3.0',
      evaluation_id: expect.any(String),
      retrieved_timestamp: expect.stringMatching(/^\d+/),
      source_metadata: { source_type: 'evaluation_run', source_organization_name: 'Team A', evaluator_relationship: 'third_party' },
      eval_library: { name: 'lamina', version: expect.any(String) },
      model_info: { name: 'one', id: 'one', additional_details: { deployment_type: 'self_deployed', model_availability: 'open_weights' } },
      evaluation_results: [
        {
          evaluation_name: 'facts',
          source_data: { dataset_name: 'facts', source_type: 'other' },
          metric_config: { lower_is_better: false },
          score_details: { score: expect.any(Number) },
        },
      ],
    });
  });

  it('say how to cite them', () => {
    expect(parse(release.cff)).toMatchObject({
      'cff-version': '1.2.0',
      type: 'dataset',
      title: 'Made & measured',
      version: '2026.11',
      authors: [{ name: 'Team A' }],
      license: 'CC-BY-4.0',
      identifiers: [{ value: `sha256:${release.sha256}` }],
    });
    expect(release.citation).toMatch(/^@misc\{lamina-2026\.11,\n {2}title = \{\{Made \\& measured\}\},\n {2}author = \{\{Team A\}\},/);
  });

  it('are named in every reply and listed, newest first', async () => {
    const { data, extensions } = await api.query('{ releases { totalCount nodes { version } } dataRelease { version } }');
    expect(data).toEqual({ releases: { totalCount: 1, nodes: [{ version: '2026.11' }] }, dataRelease: { version: '2026.11' } });
    expect(extensions.dataRelease).toBe('2026.11');
    expect((await ask({ authorization: 'Bearer lam_wrong' })).extensions.dataRelease).toBe('2026.11');
  });

  it('are read as they were: what came later is in no list, nested or flat, and former revisions are current again', async () => {
    const asOf = { 'lamina-release': '2026.11' };
    const query = `{ models { nodes { slug blockCount layerScores { totalCount } roundings { totalCount } evaluations { totalCount } prunings { totalCount } } }
      evaluations { totalCount } scoreRuns { totalCount } families { totalCount } }`;
    const before = await api.query(query, {}, asOf);
    expect(before.errors).toBeUndefined();
    await seedScoreRun(api.database, model, [0.1, 0.2, 0.3, 0.4]);
    await seedRoundings(api.database, model, { type: 'Q8_0', attention: [0.4], mlp: [0.2], embedding: 0.1 });
    const next = await api.database.prisma.modelRevision.findUniqueOrThrow({ where: { id: model.revisionKey } });
    const { id: _id, createdAt: _createdAt, storedTypes: _storedTypes, tokenClasses: _tokens, ...facts } = next;
    const newer = await api.database.prisma.modelRevision.create({ data: { ...facts, digest: 'newer', blockCount: 9 } });
    await api.database.prisma.model.update({ where: { id: model.modelKey }, data: { currentRevisionId: newer.id } });
    await seedModel(api.database, { slug: 'two', family: 'later' });
    const after = await api.query(query, {}, asOf);
    expect(after.data).toEqual(before.data);
    expect(after.extensions.dataRelease).toBe('2026.11');
    const present = await api.query<{ models: { nodes: object[] } }>(query);
    expect(present.data).not.toEqual(before.data);
    expect(present.data.models.nodes).toMatchObject([{ slug: 'one', blockCount: 9, evaluations: { totalCount: 0 } }, { slug: 'two' }]);
  });

  it('are not mixed with the present, and unknown ones are refused', async () => {
    const code = async (query: string, release: string) =>
      (await api.query(query, {}, { ...ADMIN_HEADERS, 'lamina-release': release })).errors?.[0];
    expect(await code('{ leaderboard { totalCount } }', '2026.11')).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
    expect(await code('{ models { nodes { removableAt(lose: 0.05) } } }', '2026.11')).toMatchObject({
      message: expect.stringContaining('Model.removableAt'),
    });
    expect(await code('{ models { nodes { roundingAgreements { type } } } }', '2026.11')).toMatchObject({
      message: expect.stringContaining('Model.roundingAgreements'),
    });
    expect(await code('mutation { revokeApiToken(id: "x") { __typename } }', '2026.11')).toMatchObject({
      extensions: { code: 'BAD_USER_INPUT' },
    });
    expect(await code('{ models { totalCount } }', '1999')).toMatchObject({ extensions: { code: 'NOT_FOUND' } });
  });

  it('refuse a version that exists or is none, strangers, and files that are not theirs', async () => {
    const publish = async (input: object, headers = ADMIN_HEADERS as Readonly<Record<string, string>>) =>
      (await api.query(PUBLISH, { input }, headers)).errors?.[0]?.extensions.code;
    expect(await publish({ version: '2026.11' })).toBe('CONFLICT');
    for (const version of ['', '..', '../x', 'a/b', 'a..b', '1.', 'x'.repeat(51)])
      expect(await publish({ version })).toBe('BAD_USER_INPUT');
    expect(await publish({ version: '2', url: 'javascript:alert(1)' })).toBe('BAD_USER_INPUT');
    expect(await publish({ version: '2', licence: 'of our own' })).toBe('BAD_USER_INPUT');
    expect(await publish({ version: '2' }, {})).toBe('UNAUTHENTICATED');
    for (const path of ['2026.11/nothing', '2026.12/README.md', '2026.11/..%2f..%2fetc%2fpasswd', '..%2f2026.11/README.md'])
      expect([path, (await fetch(new URL(`/releases/${path}`, api.url))).status]).toEqual([path, 404]);
  });
});
