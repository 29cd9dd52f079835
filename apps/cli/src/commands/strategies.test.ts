import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { buildTinyDecoder, createTemporaryFolder, HYBRID_DECODER, writeModelFolder } from '@lamina/test-utils/models';

const BIN = join(import.meta.dirname, '../../bin/lamina.mjs');
const MODEL = join(import.meta.dirname, '../../../../packages/engine/fixtures/tiny-llama');
const temporary = createTemporaryFolder();
afterAll(temporary.remove);

function lamina(...args: readonly string[]): { readonly code: number | null; readonly stdout: string; readonly stderr: string } {
  const env = { PATH: '/usr/bin:/bin', HOME: temporary.path };
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args], { encoding: 'utf8', env, cwd: temporary.path });
  return { code: status, stdout, stderr };
}

interface Row {
  readonly strategy: string;
  readonly removed: readonly number[] | null;
  readonly reason?: string;
}

const ids = join(temporary.path, 'ids.json');
writeFileSync(ids, JSON.stringify({ ids: Array.from({ length: 64 }, (_, index) => 2 + ((index * 7) % 60)) }));

/** Strategies by name, as `--json -` prints them. */
function listRows(...args: readonly string[]): ReadonlyMap<string, Row> {
  const { stdout, stderr } = lamina('strategies', MODEL, '--count', '1', ...args, '--json', '-');
  if (stdout === '') throw new Error(stderr);
  return new Map((JSON.parse(stdout).strategies as readonly Row[]).map((row) => [row.strategy, row]));
}

describe('lamina strategies', () => {
  it('shows what every strategy removes by the scores of lamina score, losses included', () => {
    const scores = join(temporary.path, 'scores.json');
    const searches = ['--leave-one-out', '--greedy', '1', '--iterate', '1', '--evolve', '1', '--set', 'search-passes=9'];
    expect(lamina('score', MODEL, '--ids', ids, '--window', '16', ...searches, '--threads', '1', '--json', scores)).toMatchObject({
      code: 0,
    });
    const { blockInfluence, lossIncrease, searches: found } = JSON.parse(readFileSync(scores, 'utf8'));
    const firstOf = (name: string) => found.find(({ search }: { readonly search: string }) => search === name).order[0].block;
    const lowest = ({ mean }: { readonly mean: readonly number[] }): readonly number[] => [mean.indexOf(Math.min(...mean))];
    const rows = listRows('--scores', scores);
    expect(rows.get('block-influence')?.removed).toEqual(lowest(blockInfluence));
    expect(rows.get('leave-one-out-loss')?.removed).toEqual(lowest(lossIncrease));
    expect(rows.get('greedy-loss')?.removed).toEqual([firstOf('greedy')]);
    // The first step of an iterative removal measures the whole model.
    expect(rows.get('iterate')?.removed).toEqual(lowest(blockInfluence));
    expect(rows.get('evolutionary')?.removed).toEqual([firstOf('evolve')]);
    expect(rows.get('reverse')?.removed).toEqual([2]);
  });

  it('takes the order of a search that repairs each step', () => {
    const scores = join(temporary.path, 'repaired.json');
    const search = ['score', MODEL, '--ids', ids, '--window', '16', '--iterate-repair', '2', '--threads', '1'];
    expect(lamina(...search, '--json', scores)).toMatchObject({ code: 0 });
    const [{ order, repair }] = JSON.parse(readFileSync(scores, 'utf8')).searches;
    const [first, second] = order;
    expect([order.length, repair]).toEqual([2, 'scalar']);
    expect(lamina(...search).stdout).toContain(`Iterative removal with repairs: block ${first.block}, block ${second.block}`);
    const rows = listRows('--scores', scores);
    expect(rows.get('iterate-repair')?.removed).toEqual([first.block]);
    // The search without repairs did not run.
    expect(rows.get('iterate')?.removed).toBeNull();
    const sublayers = lamina(...search, '--units', 'attention');
    expect(sublayers).toMatchObject({ code: 1, stderr: expect.stringMatching(/^BAD_USER_INPUT: .*removes blocks only/m) });
  });

  it('chooses and prunes only sublayers that the blocks of a hybrid model have, and lists them if another is requested', () => {
    const hybrid = writeModelFolder(join(temporary.path, 'hybrid'), buildTinyDecoder({ norm: 'pre', ...HYBRID_DECODER }));
    const { stdout } = lamina('strategies', hybrid, '--count', '3', '--units', 'attention,mlp', '--json', '-');
    const { strategies, controls } = JSON.parse(stdout) as Readonly<
      Record<'strategies' | 'controls', readonly { order: unknown[] | null }[]>
    >;
    const chosen = [...strategies, ...controls].flatMap(({ order }) => order ?? []);
    // Sequential, reverse, spread and random; of the inner blocks only one mixer and one MLP can be removed, which leaves no control.
    expect([chosen.length, controls.length]).toEqual([12, 0]);
    const existing = [[0, 1, 3].map((block) => ({ kind: 'attention', block })), [0, 1, 3].map((block) => ({ kind: 'mlp', block }))].flat();
    for (const unit of chosen) expect(existing).toContainEqual(unit);
    const prune = (...args: readonly string[]) => lamina('prune', hybrid, '--out', join(temporary.path, 'out'), ...args);
    expect(prune('--remove-attention', '2')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^SUBLAYERS_UNAVAILABLE: block 2 has no attention that can be removed alone .*choose one of 0, 1, 3$/m),
    });
    const { code, stdout: done } = prune('--strategy', 'reverse', '--units', 'attention,mlp', '--count', '3', '--json', '-');
    expect(code).toBe(0);
    expect(JSON.parse(done)).toMatchObject({ removed: [3], removedAttention: [], removedMlp: [1], certificate: { passed: true } });
  });

  it('says what a strategy lacks, and shows the others', () => {
    const rows = listRows();
    expect(rows.get('block-influence')).toMatchObject({ removed: null, reason: expect.stringContaining('needs block-influence') });
    expect(rows.get('sequential')?.removed).toEqual([0]);
  });

  it('prints a table for a person, with the random controls', () => {
    const { code, stdout } = lamina('strategies', MODEL, '--count', '1', '--protect-last');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^reverse +block 1$/m);
    expect(stdout.match(/^random-inner, seed \d +block 1$/gm)).toHaveLength(5);
  });

  it('refuses scores of something else, and more blocks than there are', () => {
    expect(lamina('strategies', MODEL, '--count', '1', '--scores', ids)).toMatchObject({ code: 1, stdout: '' });
    expect(lamina('strategies', MODEL, '--count', '3').stderr).toMatch(/^BAD_USER_INPUT: /);
    expect(lamina('strategies', MODEL)).toMatchObject({ code: 2, stdout: '' });
  });
});
