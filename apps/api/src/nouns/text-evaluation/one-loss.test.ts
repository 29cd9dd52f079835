import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exportRecordedMeasurements } from '@lamina/database';
import { encodeGlobalId } from '../../data/global-id.ts';
import { seedEvaluatedPruning, seedTextEvaluation } from '../../testing/seed-evaluated-pruning.ts';
import { seedModel } from '../../testing/seed-model.ts';
import { ADMIN_HEADERS, startTestApi, type TestApi } from '../../testing/start-test-api.ts';

const LAMINA = join(import.meta.dirname, '../../../../cli/bin/lamina.mjs');
const MODEL_FILES = join(import.meta.dirname, '../../../../../packages/engine/fixtures/tiny-llama');
/** Perplexity ÷ that of the whole model, by removed blocks and text: no two are equal. */
const LOSSES = {
  '1': { austen: 1.01, wikipedia: 1.02, 'django-code': 1.03 },
  '1,2': { austen: 1.11, wikipedia: 1.12, 'django-code': 1.13 },
  '1,2,3': { austen: 1.27, wikipedia: 1.26, 'django-code': 1.25 },
} as const;
const TEXTS = ['austen', 'wikipedia', 'django-code'] as const;

/** A loss as some place gives it: `1,2 austen`, and perplexity ÷ that of the whole model. */
type Told = readonly [change: string, factor: number];
const told = (removed: readonly number[], text: string, factor: number): Told => [`${removed.join()} ${text}`, factor];
const EXPECTED: readonly Told[] = Object.entries(LOSSES).flatMap(([removed, ofTexts]) =>
  Object.entries(ofTexts).map(([text, factor]): Told => [`${removed} ${text}`, factor]),
);

interface StoredLosses {
  readonly change: { readonly removed: readonly number[] };
  readonly textLoss: number;
  readonly worstText: string;
  readonly textLosses: readonly { readonly text: string; readonly loss: number }[];
}

describe('a change has one loss on a text', () => {
  let api: TestApi;
  let removedOf: ReadonlyMap<string, readonly number[]>;
  const recording = mkdtempSync(join(tmpdir(), 'lamina-recording-'));

  beforeAll(async () => {
    api = await startTestApi();
    const model = await seedModel(api.database, { slug: 'model', blockCount: 8 });
    const ids: (readonly [string, readonly number[]])[] = [];
    for (const [key, losses] of Object.entries(LOSSES)) {
      const removed = key.split(',').map(Number);
      const seed = { strategy: 'block-influence', removed, blockCount: 8, retention: { facts: 0.9 }, layerParameterRatio: 0.01 };
      const pruningId = await seedEvaluatedPruning(api.database, model, seed);
      ids.push([pruningId, removed]);
      for (const [name, ratio] of Object.entries(losses))
        await seedTextEvaluation(api.database, { model, pruningId, name, source: name, ratio });
    }
    removedOf = new Map(ids);
    writeFileSync(join(recording, 'recording.json'), JSON.stringify({ recordedAt: '2026-01-01T00:00:00Z', device: 'made' }));
    await exportRecordedMeasurements(api.database, recording);
  });
  afterAll(async () => {
    await api.close();
    rmSync(recording, { recursive: true });
  });

  async function ask<Data>(fields: string): Promise<Data> {
    const reply = await api.query<{ model: Data }>(`{ model(slug: "model") { ${fields} } }`);
    expect(reply.errors).toBeUndefined();
    return reply.data.model;
  }

  /** Runs a command beside this platform and reads the JSON that it prints. */
  async function run<Result>(...args: readonly string[]): Promise<Result> {
    const env = { PATH: '/usr/bin:/bin', HOME: recording, LAMINA_API_PORT: new URL(api.url).port };
    const child = spawn(process.execPath, [LAMINA, ...args, '--json', '-'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    expect(await once(child, 'close')).toEqual([0, null]);
    return JSON.parse(output) as Result;
  }

  function expectAll(found: readonly Told[]): void {
    const sorted = (all: readonly Told[]): readonly Told[] => all.toSorted(([a], [b]) => (a < b ? -1 : 1));
    expect(sorted(found)).toEqual(sorted(EXPECTED).map(([change, factor]) => [change, expect.closeTo(factor, 12)]));
  }

  /** Whether each change also names the largest of its losses. */
  function expectLargest(change: string, loss: number, text: string): void {
    const all = EXPECTED.filter(([key]) => key.startsWith(`${change} `));
    const [[key, factor] = ['', Number.NaN]] = all.toSorted(([, a], [, b]) => b - a);
    expect([`${change} ${text}`, 1 + loss]).toEqual([key, expect.closeTo(factor, 12)]);
  }

  it('in the answer of the API, and the largest is that of the change', async () => {
    const { answer } = await ask<{ answer: { front: readonly StoredLosses[] } }>(
      'answer(lose: 0.05, save: PARAMETERS) { front { change { removed } textLoss worstText textLosses { text loss } } }',
    );
    expectAll(answer.front.flatMap(({ change, textLosses }) => textLosses.map(({ text, loss }) => told(change.removed, text, 1 + loss))));
    for (const { change, textLoss, worstText } of answer.front) expectLargest(change.removed.join(), textLoss, worstText);
  });

  it('in the list of losses', async () => {
    interface Row {
      readonly text: string;
      readonly loss: number;
      readonly logLoss: number;
      readonly pruning: { readonly removed: readonly number[] };
    }
    const { data } = await api.query<{ textEvaluations: { nodes: readonly Row[] } }>(
      '{ textEvaluations(first: 100, filter: { dense: false }) { nodes { text loss logLoss pruning { removed } } } }',
    );
    const { nodes } = data.textEvaluations;
    expectAll(nodes.map(({ text, loss, pruning }) => told(pruning.removed, text, 1 + loss)));
    expectAll(nodes.map(({ text, logLoss, pruning }) => told(pruning.removed, text, Math.exp(logLoss))));
  });

  it('in the costs of removals and in the comparison of strategies', async () => {
    const costs = await ask<
      Record<string, { influence: { points: readonly { factor: number; pruning: { removed: readonly number[] } }[] } }>
    >(
      TEXTS.map((text, place) => `t${place}: removalCost(text: "${text}") { influence { points { factor pruning { removed } } } }`).join(
        ' ',
      ),
    );
    expectAll(
      TEXTS.flatMap((text, place) =>
        (costs[`t${place}`]?.influence.points ?? []).map(({ factor, pruning }) => told(pruning.removed, text, factor)),
      ),
    );
    interface Compared {
      readonly steps: readonly {
        readonly results: readonly { readonly retention: number; readonly pruning: { readonly removed: readonly number[] } }[];
      }[];
    }
    const compared = await ask<Record<string, Compared>>(
      TEXTS.map(
        (text, place) => `t${place}: strategyComparison(text: "${text}") { steps { results { retention pruning { removed } } } }`,
      ).join(' '),
    );
    expectAll(
      TEXTS.flatMap((text, place) =>
        (compared[`t${place}`]?.steps ?? []).flatMap(({ results }) =>
          results.map(({ retention, pruning }) => told(pruning.removed, text, retention)),
        ),
      ),
    );
  });

  it('on the leaderboard, which shows the largest', async () => {
    interface Row {
      readonly textLoss: number;
      readonly worstText: string;
      readonly pruning: { readonly removed: readonly number[] };
    }
    const { data } = await api.query<{ leaderboard: { nodes: readonly Row[] } }>(
      '{ leaderboard(removedRatio: 0.375, first: 10) { nodes { textLoss worstText pruning { removed } } } }',
    );
    expect(data.leaderboard.nodes).toHaveLength(1);
    for (const { textLoss, worstText, pruning } of data.leaderboard.nodes) expectLargest(pruning.removed.join(), textLoss, worstText);
  });

  it('in the tables of findings, from the API and from `lamina findings`', async () => {
    const { data } = await api.query<{ findings: readonly { id: string; table: FindingTable }[] }>(
      '{ findings(model: "model") { id table { columns rows } } }',
    );
    const { findings } = await run<{ findings: typeof data.findings }>('findings', '--recording', recording);
    for (const found of [data.findings, findings]) {
      expectAll(readFinding(found.find(({ id }) => id === 'texts')?.table));
      expectAll(readWords(found.find(({ id }) => id === 'words')?.table));
    }
  });

  it('in the answer of the command', async () => {
    const { digests } = await run<{ digests: { weightsSha256: string } }>('inspect', MODEL_FILES);
    await api.database.prisma.modelRevision.updateMany({ data: { weightsSha256: digests.weightsSha256 } });
    const { front } = await run<{ front: readonly CommandEntry[] }>('answer', MODEL_FILES, '--lose', '25%', '--save', 'parameters');
    expectAll(front.flatMap(({ change, losses }) => losses.texts.map(({ text, loss }) => told(change.remove, text, 1 + loss))));
  });

  it('in the files of a release', async () => {
    const publish = `mutation ($input: PublishReleaseInput!) { publishRelease(input: $input) { release { files { name path } } } }`;
    const input = { version: '2026.12', title: 'Made', authors: ['Team A'], licence: 'CC-BY-4.0' };
    const { data } = await api.query<{ publishRelease: { release: { files: readonly { name: string; path: string }[] } } }>(
      publish,
      { input },
      ADMIN_HEADERS,
    );
    const path = data.publishRelease.release.files.find(({ name }) => name === 'text_evaluations.parquet')?.path ?? '';
    const file = join(recording, 'text_evaluations.parquet');
    writeFileSync(file, Buffer.from(await (await fetch(new URL(path, api.url))).arrayBuffer()));
    const duckdb = await DuckDBInstance.create(':memory:');
    const rows = (await (await duckdb.connect()).runAndReadAll(`SELECT pruning_id, text, log_loss FROM '${file}'`)).getRows();
    duckdb.closeSync();
    const keys = new Map([...removedOf].map(([key, removed]) => [encodeGlobalId('Pruning', key), removed]));
    expectAll(rows.map(([pruning, text, log]) => told(keys.get(String(pruning)) ?? [], String(text), Math.exp(Number(log)))));
  });
});

interface FindingTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

interface CommandEntry {
  readonly change: { readonly remove: readonly number[] };
  readonly losses: { readonly texts: readonly { readonly text: string; readonly loss: number }[] };
}

/** `2 blocks by block-influence` is the removal of two blocks. */
function removedOfLabel(label: string): readonly number[] {
  return Array.from({ length: Number.parseInt(label, 10) }, (_, place) => place + 1);
}

/** A row for each change, a column for each text. */
function readFinding({ columns, rows }: FindingTable = { columns: [], rows: [] }): readonly Told[] {
  return rows.flatMap(([label, ...factors]) =>
    factors.map((factor, place) => told(removedOfLabel(String(label)), columns[place + 1] ?? '', Number(factor))),
  );
}

/** A row for each change and text. */
function readWords({ rows }: FindingTable = { columns: [], rows: [] }): readonly Told[] {
  return rows.map(([label, text, factor]) => told(removedOfLabel(String(label)), String(text), Number(factor)));
}
