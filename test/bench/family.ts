import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { getAt } from '@lamina/errors';
import {
  type ControlSummary,
  type CorrectedControlSummary,
  correctControls,
  sampleDeviation,
  sampleMean,
  spearman,
  summariseControl,
  Z_95,
} from '@lamina/metrics';
import { STRATEGY } from '@lamina/strategies';
import { type FamilyModel, type FamilyRemoval, loadFamilyTasks, measureFamilyModel, SHARES } from './measure-family-model.ts';

/**
 * Tests the paper's claims on the bundled family: every strategy compared with its random-inner control, at a quarter and at a half of the blocks.
 * `--work` stores each model's measurements, so that a stopped run continues; `--models` selects models.
 */
const { values } = parseArgs({
  options: {
    models: { type: 'string' },
    threads: { type: 'string', default: '1' },
    work: { type: 'string', default: join('.lamina', 'bench-family') },
  },
});
const list = (folder: string, file: string) => readdirSync(folder).filter((name) => existsSync(join(folder, name, file)));
const slugs = values.models?.split(',') ?? list('models', join('onnx', 'model.onnx'));
const tasks = loadFamilyTasks(list(join('models', 'benchmarks'), 'task.json'));
mkdirSync(values.work, { recursive: true });
print(`${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} logical cores, ${values.threads} thread(s) per model`);

const models: FamilyModel[] = [];
for (const slug of slugs) {
  const path = join(values.work, `${slug}.json`);
  const started = performance.now();
  if (!existsSync(path)) {
    writeFileSync(path, JSON.stringify(await measureFamilyModel(slug, { tasks, threads: Number(values.threads) })));
    process.stderr.write(`${slug}: ${((performance.now() - started) / 1000).toFixed(0)} s\n`);
  }
  models.push(JSON.parse(readFileSync(path, 'utf8')));
}
models.sort((a, b) => a.slug.localeCompare(b.slug, 'en', { numeric: true }));

const SEEDED = 'lamina-llama-8';
const SEEDS = 3;
/** Student's t at 97.5 %, two degrees of freedom. */
const T_TWO_DEGREES = 4.303;
const KINDS = { 'multiple-choice': 'choices', generation: 'written', perplexity: 'perplexity ratio' } as const;
type Kind = keyof typeof KINDS;

for (const share of SHARES) {
  print(
    `\nRemoved: ${100 * share} % of the blocks. Kept share of what is above chance (mean over benchmarks), pruned / dense perplexity\n`,
  );
  print('| model | strategy | removed | choices | written | perplexity ratio |\n|---|---|---|---|---|---|');
  for (const model of models) {
    for (const removal of atShare(model, share).filter(({ seed }) => seed === null))
      print(`| ${model.slug} | ${removal.strategy} | ${removal.removed.join(' ')} | ${kindsOf(removal).map(format).join(' | ')} |`);
    const cells = (Object.keys(KINDS) as Kind[]).map((kind) => {
      const draws = controlsOf(model, share, kind);
      const [middle, low, high] = [sampleMean(draws), Math.min(...draws), Math.max(...draws)].map((draw) =>
        draw.toFixed(draw >= 10 ? 1 : 3),
      );
      return `${middle} (${low} to ${high})`;
    });
    print(`| ${model.slug} | random-inner, 5 draws | | ${cells.join(' | ')} |`);
  }
}

const claims = models.flatMap((model) =>
  SHARES.flatMap((share) => [STRATEGY.blockInfluence, STRATEGY.reverse].flatMap((strategy) => listClaims(model, share, strategy))),
);
// All cells of the table are one family of claims.
const corrected = correctControls(claims.map(({ summary }) => summary));
print(
  `\nBlock influence against random-inner: margin ± 95 %, positive keeps more; reverse likewise. The errors of a strategy and of the draws are taken as independent, and the intervals are not corrected. Above and below: p below 0.05 after Holm's correction over all ${claims.length} margins of this table, and beyond every draw\n`,
);
print('| model | removed | strategy | choices | written | ln perplexity ratio | p by Holm, in this order |\n|---|---|---|---|---|---|---|');
for (const [row, own] of Map.groupBy(claims.entries(), ([, { name }]) => name)) {
  const summaries = own.map(([place]) => getAt(corrected, place));
  print(`| ${row} | ${summaries.map(describeMargin).join(' | ')} | ${summaries.map(({ holmP }) => writeP(holmP)).join(', ')} |`);
}

print('\nWritten answers minus choices on the same questions, block influence: kept share ± 95 %\n');
print('| model | removed | country-facts | word-copy |\n|---|---|---|---|');
for (const model of models)
  for (const share of SHARES) {
    const removal = byInfluence(model, share);
    const cells = ['country-facts', 'word-copy'].map((name) => differenceOf(removal, `${name}-generation`, name));
    print(`| ${model.slug} | ${100 * share} % | ${cells.join(' | ')} |`);
  }

print('\nBlock influence by depth, and its rank correlation with the loss that leaving out each block adds\n');
print(
  '| model | norms | block 0 | second quarter | third quarter | last quarter | Spearman, all blocks | inner blocks |\n|---|---|---|---|---|---|---|---|',
);
for (const model of models) {
  const { slug, normPlacement, blockInfluence, lossIncrease } = model;
  const quarters = [1, 2, 3].map((place) => meanOfQuarter(model, place).toFixed(4));
  const inner = (series: readonly number[]) => series.slice(1, -1);
  const correlations = [spearman(blockInfluence, lossIncrease), spearman(inner(blockInfluence), inner(lossIncrease))];
  const cells = [
    slug,
    normPlacement,
    (blockInfluence[0] ?? Number.NaN).toFixed(4),
    ...quarters,
    ...correlations.map((r) => r?.toFixed(2) ?? ''),
  ];
  print(`| ${cells.join(' | ')} |`);
}

const seeds = models.filter(({ slug }) => slug.replace(/-seed-\d+$/, '') === SEEDED);
if (seeds.length === SEEDS) {
  print(`\nThe ${SEEDS} seeds of ${SEEDED}, blocks removed by block influence. Chance: how far two models of one seed each differ, 95 %\n`);
  print(
    `| quantity | ${seeds.map((_, index) => `seed ${index + 1}`).join(' | ')} | standard deviation | chance |\n|---|${'---|'.repeat(SEEDS + 2)}`,
  );
  for (const share of SHARES)
    for (const kind of Object.keys(KINDS) as Kind[]) {
      const isPerplexity = kind === 'perplexity';
      const kept = seeds.map((model) => averageOf(byInfluence(model, share), kind).value);
      printSpread(`${100 * share} %: ${isPerplexity ? 'ln perplexity ratio' : KINDS[kind]}`, isPerplexity ? kept.map(Math.log) : kept);
    }
  for (const [place, name] of ['second', 'third'].entries())
    printSpread(
      `block influence, ${name} quarter`,
      seeds.map((model) => meanOfQuarter(model, place + 1)),
    );
}

function atShare({ removals, blocks }: FamilyModel, share: number): readonly FamilyRemoval[] {
  return removals.filter(({ count }) => count === Math.round(share * blocks));
}

/** Mean over the benchmarks of a kind; their errors are treated as independent. */
function averageOf({ results }: FamilyRemoval, kind: Kind): { readonly value: number; readonly standardError: number } {
  const found = results.filter((result) => result.kind === kind);
  return {
    value: sampleMean(found.map(({ kept }) => kept)),
    standardError: Math.hypot(...found.map(({ standardError }) => standardError)) / found.length,
  };
}

function kindsOf(removal: FamilyRemoval) {
  return (Object.keys(KINDS) as Kind[]).map((kind) => averageOf(removal, kind));
}

function controlsOf(model: FamilyModel, share: number, kind: Kind): readonly number[] {
  return atShare(model, share)
    .filter(({ strategy }) => strategy === STRATEGY.randomInner)
    .map((removal) => averageOf(removal, kind).value);
}

/** What a row of the table claims, one per kind of benchmark; none where the strategy was not measured. */
function listClaims(
  model: FamilyModel,
  share: number,
  strategy: string,
): readonly { readonly name: string; readonly summary: ControlSummary }[] {
  const removal = atShare(model, share).find((each) => each.strategy === strategy);
  if (removal === undefined) return [];
  return (Object.keys(KINDS) as Kind[]).map((kind) => {
    const { value, standardError } = averageOf(removal, kind);
    const isPerplexity = kind === 'perplexity';
    // Ratios of perplexities are compared as logarithms, in nats per word.
    const result = isPerplexity ? { value: Math.log(value), standardError: standardError / value } : { value, standardError };
    const draws = controlsOf(model, share, kind).map((draw) => (isPerplexity ? Math.log(draw) : draw));
    const summary = summariseControl(result, draws, { isHigherBetter: !isPerplexity });
    return { name: `${model.slug} | ${100 * share} % | ${strategy}`, summary };
  });
}

function describeMargin({ verdict, margin, marginStandardError }: CorrectedControlSummary): string {
  const mark = { 'beats-control': '**above**', 'worse-than-control': '**below**', 'not-distinguishable': '' }[verdict];
  return `${margin >= 0 ? '+' : '−'}${Math.abs(margin).toFixed(3)} ± ${(Z_95 * marginStandardError).toFixed(3)} ${mark}`.trim();
}

function writeP(p: number): string {
  return p < 0.001 ? '< 0.001' : p.toFixed(3);
}

function differenceOf(removal: FamilyRemoval, first: string, second: string): string {
  const [a, b] = [first, second].map((name) => removal.results.find(({ benchmark }) => benchmark === name));
  if (a === undefined || b === undefined) return '';
  return `${(a.kept - b.kept).toFixed(3)} ± ${(Z_95 * Math.hypot(a.standardError, b.standardError)).toFixed(3)}`;
}

function format({ value, standardError }: { readonly value: number; readonly standardError: number }): string {
  // Ratios of perplexities have no upper limit.
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 3;
  return `${value.toFixed(digits)} ± ${(Z_95 * standardError).toFixed(digits)}`;
}

function byInfluence(model: FamilyModel, share: number): FamilyRemoval {
  const removal = atShare(model, share).find(({ strategy }) => strategy === STRATEGY.blockInfluence);
  if (removal === undefined) throw new Error(`${model.slug} has no removal by block influence at ${share}`);
  return removal;
}

function meanOfQuarter({ blocks, blockInfluence }: FamilyModel, place: number): number {
  return sampleMean(blockInfluence.slice((place * blocks) / 4, ((place + 1) * blocks) / 4));
}

/**
 * The limit for a difference of two draws from a normal distribution whose standard deviation is estimated from the seeds only: Student's t times √2
 * standard deviations.
 */
function printSpread(name: string, values: readonly number[]): void {
  const middle = sampleMean(values);
  const deviation = sampleDeviation(values);
  if (deviation === null) throw new Error(`${name} has ${values.length} value(s), which have no deviation`);
  const cells = [...values, deviation, T_TWO_DEGREES * Math.SQRT2 * deviation].map((value) => value.toFixed(middle < 0.05 ? 4 : 3));
  print(`| ${name} | ${cells.join(' | ')} |`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
