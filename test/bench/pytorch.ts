import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { cpus, homedir, loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { finish, quantizeModel, type ScoreOptions, type ScoreResult, scoreModel } from '@lamina/engine';
import { jaccardLowest, spearman } from '@lamina/metrics';
import { prepareModelPython } from '../model-python/prepare-model-python.ts';
import { measureRoofline } from './measure-roofline.ts';
import { median } from './median.ts';

/**
 * Compares Lamina with the usual method, forward hooks in eager PyTorch (bench_bi_torch.py of LAMINA_REFERENCE), on the same checkpoint and ids. The
 * two sides alternate, so that a ratio compares the same machine state; loading is excluded on both. PyTorch gets the better of two batch sizes.
 */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    windows: { type: 'string', default: '16' },
    threads: { type: 'string', default: '2' },
    batch: { type: 'string', default: '2' },
  },
});
const [rounds, windows, threads, batch] = [values.rounds, values.windows, values.threads, values.batch].map(Number) as [
  number,
  number,
  number,
  number,
];
const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'lamina');
const reference = resolve(process.env.LAMINA_REFERENCE ?? '../shared/reference');
const prepared = prepareModelPython(cache);
const python = typeof prepared === 'string' ? stop(prepared) : prepared.executable;
const model = join(cache, 'smollm2-hf');
const idsFile = join(reference, 'smollm2/ids.json');
for (const path of [model, idsFile]) if (!existsSync(path)) stop(`${path} is missing; npm run test:reference makes it`);
const { ids, windowTokens } = JSON.parse(readFileSync(idsFile, 'utf8')) as { ids: number[]; windowTokens: number };

interface TorchReport {
  readonly torch: string;
  readonly bi: { readonly tokensPerSecond: number; readonly blockInfluence: readonly number[] };
  readonly 'bi+nll': { readonly tokensPerSecond: number; readonly nll: number };
}

const w8a8 = join(cache, 'smollm2-135m-instruct-w8a8');
await finish(quantizeModel({ model, precision: 'w8a8', out: w8a8 }));
const batches = [1, 4].map((size) => ({ size, report: runTorch(size) }));
const best = batches.reduce((a, b) => (b.report.bi.tokensPerSecond > a.report.bi.tokensPerSecond ? b : a));
print(
  `${cpus()[0]?.model ?? 'unknown processor'}, ${threads} threads, load ${loadavg()[0]?.toFixed(1)}, PyTorch ${best.report.torch} in batches of ${best.size}`,
);

const runs: { torch: TorchReport; alone: ScoreResult; all: ScoreResult; quantized: ScoreResult; gflops: number; bandwidth: number }[] = [];
for (let round = 0; round < rounds; round += 1) {
  const torch = runTorch(best.size);
  const alone = await score({ model, losses: false });
  const all = await score({ model });
  const quantized = await score({ model: w8a8 });
  const roofline = await measureRoofline(threads);
  runs.push({ torch, alone, all, quantized, gflops: roofline.gflops, bandwidth: roofline.gigabytesPerSecond });
  print(
    `round ${round + 1}: PyTorch ${torch.bi.tokensPerSecond} and ${torch['bi+nll'].tokensPerSecond}, Lamina ${[alone, all, quantized].map((run) => run.tokensPerSecond.toFixed(0)).join(', ')} tokens/s`,
  );
}
report();

function report(): void {
  const [first] = runs;
  if (!first) return;
  const ratio = (title: string, wanted: number, of: (run: (typeof runs)[number]) => number): void =>
    print(`${title}: ratio ${median(runs.map(of)).toFixed(2)} (at least ${wanted} is wanted)`);
  ratio('block metrics alone / PyTorch bi', 1.25, ({ torch, alone }) => alone.tokensPerSecond / torch.bi.tokensPerSecond);
  ratio('everything in one pass / PyTorch bi+nll', 1.5, ({ torch, all }) => all.tokensPerSecond / torch['bi+nll'].tokensPerSecond);
  ratio('everything in w8a8 / in fp32', 1.6, ({ all, quantized }) => quantized.tokensPerSecond / all.tokensPerSecond);
  const [torchBi, bi, biQuantized] = [first.torch.bi.blockInfluence, means(first.all), means(first.quantized)];
  const nll = first.all.nllPerWindow.reduce((sum, value) => sum + value, 0);
  print(
    `same numbers: block influence differs by ${Math.max(...bi.map((value, block) => Math.abs(value - (torchBi[block] ?? Number.NaN)))).toExponential(1)} (printed to 1e-6), losses by ${Math.abs(nll / first.torch['bi+nll'].nll - 1).toExponential(1)} relative`,
  );
  print(
    `w8a8 against fp32: Spearman ${spearman(bi, biQuantized)?.toFixed(4)}, overlap of the 3, 5, 10 lowest ${[3, 5, 10].map((count) => jaccardLowest(bi, biQuantized, count).toFixed(2)).join(', ')}`,
  );
  const { blocks, hiddenSize, vocabularySize, layers } = first.all.model;
  const body = 2 * layers.reduce((sum, { parameters }) => sum + parameters, 0) + 4 * blocks * windowTokens * (hiddenSize ?? 0);
  const head = 2 * (hiddenSize ?? 0) * (vocabularySize ?? 0);
  print(
    `machine: ${median(runs.map(({ gflops }) => gflops)).toFixed(0)} GFLOP/s in one large product, ${median(runs.map(({ bandwidth }) => bandwidth)).toFixed(1)} GB/s read`,
  );
  const share = (title: string, of: (run: (typeof runs)[number]) => number): void =>
    print(
      `${title}: ${median(runs.map(of)).toFixed(0)} GFLOP/s, ${(100 * median(runs.map((run) => of(run) / run.gflops))).toFixed(0)} % of that`,
    );
  share('block metrics alone', ({ alone }) => (alone.tokensPerSecond * body) / 1e9);
  share('everything in one pass', ({ all }) => (all.tokensPerSecond * (body + head)) / 1e9);
  share('PyTorch bi', ({ torch }) => (torch.bi.tokensPerSecond * body) / 1e9);
}

function means({ blockInfluence }: ScoreResult): number[] {
  return blockInfluence.mean.map((mean) => mean ?? Number.NaN);
}

function score(options: Pick<ScoreOptions, 'model' | 'losses'>): Promise<ScoreResult> {
  const input = { ids: ids.slice(0, windowTokens * windows) };
  return finish(scoreModel({ ...options, input, window: windowTokens, threads, batch, providers: ['cpu'] }));
}

function runTorch(size: number): TorchReport {
  const script = join(reference, 'bench_bi_torch.py');
  const args = [script, '--model', model, '--ids', idsFile, '--windows', windows, '--batch', size, '--threads', threads].map(String);
  const { status, stdout, stderr } = spawnSync(python, args, { encoding: 'utf8', maxBuffer: 1 << 26 });
  return status === 0 ? (JSON.parse(stdout) as TorchReport) : stop(`bench_bi_torch.py failed: ${stderr.slice(-500)}`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function stop(reason: string): never {
  process.stderr.write(`${reason}\n`);
  process.exit(1);
}
