import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { cpus, homedir, loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import {
  parseExecutionProviders,
  probeExecutionProvider,
  quantizeModel,
  type ScoreOptions,
  type ScoreResult,
  scoreModel,
} from '@lamina/engine';
import { getAt } from '@lamina/errors';
import { jaccardLowest, spearman } from '@lamina/metrics';
import { finish } from '@lamina/models';
import { UNCHANGED } from '@lamina/plans';
import { prepareModelPython } from '../model-python/prepare-model-python.ts';
import { measureRoofline } from './measure-roofline.ts';
import { median } from './median.ts';

/**
 * Compares Lamina with the usual method, forward hooks in eager PyTorch (torch_peer.py), on the same checkpoint and ids: in float32, and PyTorch in
 * `--dtype` too. The sides alternate, so that a ratio compares the same machine state; loading is excluded on all. PyTorch gets the best of several batch
 * sizes. `--provider` is where Lamina computes, `--device` where PyTorch does.
 */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    windows: { type: 'string', default: '16' },
    threads: { type: 'string', default: '2' },
    batch: { type: 'string' },
    dtype: { type: 'string', default: 'bfloat16' },
    provider: { type: 'string', default: 'cpu' },
    device: { type: 'string', default: 'cpu' },
  },
});
const [rounds, windows, threads] = [values.rounds, values.windows, values.threads].map(Number) as [number, number, number];
const [provider = 'cpu'] = parseExecutionProviders(values.provider) ?? [];
const { fallback } = await probeExecutionProvider([provider, 'cpu']);
if (fallback !== null) stop(`Lamina cannot compute on ${provider}: ${fallback}`);
/** On other providers neither the 8-bit products nor the limits of the processor say anything. */
const onProcessor = provider === 'cpu';
/** On a GPU, Lamina chooses the batch by the free memory. */
const batch = values.batch === undefined ? (onProcessor ? 2 : undefined) : Number(values.batch);
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
  readonly device: string;
  readonly bi: { readonly tokensPerSecond: number; readonly blockInfluence: readonly number[] };
  readonly 'bi+nll': { readonly tokensPerSecond: number; readonly nll: number };
}

interface Round {
  readonly torch: TorchReport;
  /** PyTorch in `--dtype`. */
  readonly reduced: TorchReport;
  readonly alone: ScoreResult;
  readonly all: ScoreResult;
  /** Everything, with products in float16; on a GPU only. */
  readonly half: ScoreResult | null;
}

/** These are measured on the processor only. */
interface ProcessorRound extends Round {
  readonly quantized: ScoreResult;
  readonly gflops: number;
  readonly bandwidth: number;
}

const w8a8 = join(cache, 'smollm2-135m-instruct-w8a8');
if (onProcessor) await finish(quantizeModel({ model, change: { ...UNCHANGED, precision: 'w8a8' }, out: w8a8 }));
const [best, bestReduced] = [findBestBatch('float32'), findBestBatch(values.dtype)];
print(
  `${cpus()[0]?.model ?? 'unknown processor'}, ${threads} threads, load ${loadavg()[0]?.toFixed(1)}; PyTorch ${best.report.torch} on ${best.report.device} in batches of ${best.size}, in ${values.dtype} of ${bestReduced.size}`,
);

const runs: Round[] = [];
const onProcessorRuns: ProcessorRound[] = [];
for (let place = 0; place < rounds; place += 1) {
  const round: Round = {
    torch: runTorch('float32', best.size),
    reduced: runTorch(values.dtype, bestReduced.size),
    alone: await score({ model, losses: false }),
    all: await score({ model }),
    half: onProcessor ? null : await score({ model, products: 'fp16' }),
  };
  runs.push(round);
  const speeds = [round.alone, round.all, ...(round.half ? [round.half] : [])];
  if (onProcessor) {
    const quantized = await score({ model: w8a8 });
    const { gflops, gigabytesPerSecond } = await measureRoofline(threads);
    onProcessorRuns.push({ ...round, quantized, gflops, bandwidth: gigabytesPerSecond });
    speeds.push(quantized);
  }
  const torchSpeeds = [round.torch, round.reduced].map((report) => `${report.bi.tokensPerSecond} and ${report['bi+nll'].tokensPerSecond}`);
  print(
    `round ${place + 1}: PyTorch ${torchSpeeds[0]}, in ${values.dtype} ${torchSpeeds[1]}, Lamina ${speeds.map((run) => run.tokensPerSecond.toFixed(0)).join(', ')} tokens/s`,
  );
}
report(getAt(runs, 0));
if (onProcessor) reportProcessor(getAt(onProcessorRuns, 0));

function report(first: Round): void {
  const { device: laminaDevice, version } = first.all.runtime;
  print(`Lamina on ${first.all.runtime.provider} (${laminaDevice}), ONNX Runtime ${version}`);
  ratio('block metrics alone / PyTorch bi', runs, ({ torch, alone }) => alone.tokensPerSecond / torch.bi.tokensPerSecond, 1.25);
  ratio('everything in one pass / PyTorch bi+nll', runs, ({ torch, all }) => all.tokensPerSecond / torch['bi+nll'].tokensPerSecond, 1.5);
  const other = `PyTorch in ${values.dtype}`;
  ratio(`block metrics alone / ${other} bi`, runs, ({ reduced, alone }) => alone.tokensPerSecond / reduced.bi.tokensPerSecond);
  ratio(`everything in one pass / ${other} bi+nll`, runs, ({ reduced, all }) => all.tokensPerSecond / reduced['bi+nll'].tokensPerSecond);
  const { half } = first;
  if (half !== null) {
    ratio(
      `everything, products in float16 / ${other} bi+nll`,
      runs,
      (run) => (run.half === null ? Number.NaN : run.half.tokensPerSecond) / run.reduced['bi+nll'].tokensPerSecond,
    );
    print(`products in float16 against fp32: ${describeRanking(first.all, half)}`);
  }
  print(`same numbers: ${describeDifference(first, first.torch)}; in ${values.dtype} ${describeDifference(first, first.reduced)}`);
}

function describeDifference({ all }: Round, torch: TorchReport): string {
  const influence = Math.max(...means(all).map((value, block) => Math.abs(value - getAt(torch.bi.blockInfluence, block))));
  const nll = all.nllPerWindow.reduce((sum, value) => sum + value, 0);
  return `block influence differs by ${influence.toExponential(1)}, losses by ${Math.abs(nll / torch['bi+nll'].nll - 1).toExponential(1)} relative`;
}

function reportProcessor(first: ProcessorRound): void {
  ratio('everything in w8a8 / in fp32', onProcessorRuns, ({ all, quantized }) => quantized.tokensPerSecond / all.tokensPerSecond, 1.6);
  print(`w8a8 against fp32: ${describeRanking(first.all, first.quantized)}`);
  const { blocks, hiddenSize, vocabularySize, layers } = first.all.model;
  const body = 2 * layers.reduce((sum, { parameters }) => sum + parameters, 0) + 4 * blocks * windowTokens * (hiddenSize ?? 0);
  const head = 2 * (hiddenSize ?? 0) * (vocabularySize ?? 0);
  print(
    `machine: ${median(onProcessorRuns.map(({ gflops }) => gflops)).toFixed(0)} GFLOP/s in one large product, ${median(onProcessorRuns.map(({ bandwidth }) => bandwidth)).toFixed(1)} GB/s read`,
  );
  const share = (title: string, of: (run: ProcessorRound) => number): void =>
    print(
      `${title}: ${median(onProcessorRuns.map(of)).toFixed(0)} GFLOP/s, ${(100 * median(onProcessorRuns.map((run) => of(run) / run.gflops))).toFixed(0)} % of that`,
    );
  share('block metrics alone', ({ alone }) => (alone.tokensPerSecond * body) / 1e9);
  share('everything in one pass', ({ all }) => (all.tokensPerSecond * (body + head)) / 1e9);
  // PyTorch may compute elsewhere.
  if (values.device === 'cpu') share('PyTorch bi', ({ torch }) => (torch.bi.tokensPerSecond * body) / 1e9);
}

/** A wanted ratio is one for the processor. */
function ratio<Run>(title: string, of: readonly Run[], measure: (run: Run) => number, wanted?: number): void {
  const target = wanted !== undefined && onProcessor && values.device === 'cpu' ? ` (at least ${wanted} is wanted)` : '';
  print(`${title}: ratio ${median(of.map(measure)).toFixed(2)}${target}`);
}

function describeRanking(...scores: readonly [ScoreResult, ScoreResult]): string {
  const [exact, rounded] = [means(scores[0]), means(scores[1])];
  const overlaps = [3, 5, 10].map((count) => jaccardLowest(exact, rounded, count).toFixed(2));
  return `Spearman ${spearman(exact, rounded)?.toFixed(4)}, overlap of the 3, 5, 10 lowest ${overlaps.join(', ')}`;
}

function means({ blockInfluence }: ScoreResult): number[] {
  return blockInfluence.mean.map((mean) => mean ?? Number.NaN);
}

function score({ model, ...options }: Pick<ScoreOptions, 'losses' | 'products'> & { readonly model: string }): Promise<ScoreResult> {
  const input = { ids: ids.slice(0, windowTokens * windows) };
  return finish(scoreModel(model, { ...options, input, window: windowTokens, threads, providers: [provider], batch }));
}

/** A GPU needs larger batches than a processor. */
function findBestBatch(dtype: string): { readonly size: number; readonly report: TorchReport } {
  const sizes = values.device === 'cpu' ? [1, 4] : [1, 4, 16];
  const batches = sizes.map((size) => ({ size, report: runTorch(dtype, size) }));
  return batches.reduce((a, b) => (b.report.bi.tokensPerSecond > a.report.bi.tokensPerSecond ? b : a));
}

function runTorch(dtype: string, size: number): TorchReport {
  const args = [
    ['-W', 'ignore', join(import.meta.dirname, 'torch_peer.py'), '--model', model, '--ids', idsFile, '--windows', windows, '--batch', size],
    ['--threads', threads, '--dtype', dtype, '--device', values.device],
  ];
  const { status, stdout, stderr } = spawnSync(python, args.flat().map(String), { encoding: 'utf8', maxBuffer: 1 << 26 });
  return status === 0 ? (JSON.parse(stdout) as TorchReport) : stop(`torch_peer.py failed: ${stderr.slice(-500)}`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function stop(reason: string): never {
  process.stderr.write(`${reason}\n`);
  process.exit(1);
}
