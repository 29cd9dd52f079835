import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { intervalOfText, measureTextLoss, toShare, type WindowLoss } from '@lamina/benchmarks';
import { evaluateModel, pruneModel, roundUnits, scoreModel } from '@lamina/engine';
import { getAt, getEntry } from '@lamina/errors';
import { createRandom } from '@lamina/metrics';
import { type Checkpoint, finish, openModel, readBundledTexts } from '@lamina/models';
import { allocateTypes, keyOfUnit, mixtureOf, type TypeRules, UNCHANGED, type UnitInType, WEIGHT_UNITS } from '@lamina/plans';

/**
 * Types by unit (`lamina round`, `lamina allocate`) against everything else of the same bytes: one type for all, llama.cpp's own mixture Q4_K_M, the advice to
 * give the blocks of high influence more bits, and random orders. Units are measured on the first text; each file is measured on two other sources, window by
 * window against the allocation. `--data` keeps what is measured.
 */
const { values } = parseArgs({
  options: {
    model: { type: 'string' },
    /** Uniform types whose bytes are given to every other choice. */
    uniform: { type: 'string', default: 'Q5_K,Q4_K' },
    /** Types that a unit may have. */
    types: { type: 'string', default: 'Q8_0,Q6_K,Q5_K,Q4_K,Q3_K,Q2_K' },
    windows: { type: 'string', default: '16' },
    draws: { type: 'string', default: '2' },
    data: { type: 'string' },
  },
});
const { model, data } = values;
if (model === undefined || data === undefined) throw new Error('give --model FOLDER_OR_FILE and --data FOLDER');
mkdirSync(data, { recursive: true });
const CHECKPOINT = join(data, 'checkpoint.json');
const checkpoint: Record<string, unknown> = existsSync(CHECKPOINT) ? JSON.parse(readFileSync(CHECKPOINT, 'utf8')) : {};
const [chooser, ...others] = readBundledTexts(join(import.meta.dirname, '../../models/texts'));
const judges = others.slice(0, 2);
if (chooser === undefined) throw new Error('there is no bundled text');
const [types, uniforms, windows] = [values.types.split(','), values.uniform.split(','), Number(values.windows)];
const digests = { cacheFolder: join(data, 'digests') };

process.stdout.write(`${cpus()[0]?.model ?? 'unknown processor'}, load ${loadavg()[0]?.toFixed(1)}\n`);
const cut = { input: chooser, window: 512, windows: 2, batch: null, bos: 'auto' } as const;
const all = [...new Set([...types, ...uniforms])];
const { units } = await keep('units', () =>
  finish(roundUnits({ model, ...cut, types: all, usesFallbacks: true, units: WEIGHT_UNITS, blocks: null, measured: [] })),
);
const { units: scored } = await keep('influence', () =>
  finish(scoreModel(model, { input: { texts: chooser.passages }, window: 256, windows: 16, losses: false, digests })),
);
const influence = getAt(scored.blockInfluence, 0).sum;

const byUnit = Map.groupBy(units, keyOfUnit);
const names = [...byUnit.keys()];
const find = (name: string, type: string): (typeof units)[number] => {
  const found = getEntry(byUnit, name).find((one) => one.type === type);
  if (found === undefined) throw new Error(`${name} was not measured in ${type}`);
  return found;
};
const inTypes = units
  .filter(({ type }) => types.includes(type))
  .map(({ unit, block, type, bytes, divergence }): UnitInType => ({ unit, block, type, bytes, divergence: divergence.mean ?? Number.NaN }));

/** Units by ascending importance keep the type of fewest bytes; those of highest importance get the type of most bytes that the budget leaves. */
function fill(order: readonly string[], budget: number): Readonly<Record<string, string>> {
  const bySize = types.toSorted((a, b) => find(getAt(names, 0), a).bytes - find(getAt(names, 0), b).bytes);
  const choice = Object.fromEntries(names.map((name) => [name, getAt(bySize, 0)]));
  let left = budget - names.reduce((sum, name) => sum + find(name, getAt(bySize, 0)).bytes, 0);
  for (const name of order)
    for (const type of bySize.toReversed()) {
      const more = find(name, type).bytes - find(name, choice[name] ?? '').bytes;
      if (more <= 0 || more > left) continue;
      choice[name] = type;
      left -= more;
      break;
    }
  return choice;
}

const toMixture = (choice: Readonly<Record<string, string>>): string =>
  mixtureOf(inTypes.filter((one) => choice[keyOfUnit(one)] === one.type));

/** llama_tensor_get_type of llama.cpp for Q4_K_M, without its exceptions for models of 70B parameters and mixtures of experts. */
function listLlamaRules(blocks: number): TypeRules {
  const more = Array.from({ length: blocks }, (_, block) => block).filter(
    (block) => block < Math.floor(blocks / 8) || block >= Math.floor((7 * blocks) / 8) || (block - Math.floor(blocks / 8)) % 3 === 2,
  );
  const head = units.some(({ unit }) => unit === 'head') ? '^output\\.' : '^token_embd\\.';
  return [
    [head, 'Q6_K'],
    [`^blk\\.(?:${more.join('|')})\\.(?:attn_v|ffn_down)\\.`, 'Q6_K'],
    ['.', 'Q4_K'],
  ];
}

interface Choice {
  readonly name: string;
  readonly rules: TypeRules;
  /** Divergence, the sum over units; null where it is not known. */
  readonly predicted: number | null;
}

const influenceOrder = names.toSorted((a, b) => importanceOf(b) - importanceOf(a));

/** Embedding and head come first, as in the advice. */
function importanceOf(name: string): number {
  const block = getEntry(byUnit, name)[0]?.block ?? null;
  return block === null ? Number.POSITIVE_INFINITY : (influence[block] ?? 0); // Every block was scored.
}

const sum = (choice: Readonly<Record<string, string>>): number =>
  names.reduce((total, name) => total + (find(name, choice[name] ?? '').divergence.mean ?? Number.NaN), 0);
for (const uniform of uniforms) {
  const budget = names.reduce((total, name) => total + find(name, uniform).bytes, 0);
  const allocation = allocateTypes(inTypes, budget);
  const { shuffle } = createRandom(1);
  const drawn = Array.from({ length: Number(values.draws) }, () => fill(shuffle(names), budget));
  const advised = fill(influenceOrder, budget);
  const choices: readonly Choice[] = [
    { name: 'allocation', rules: allocation.mixture, predicted: allocation.divergence },
    { name: uniform, rules: uniform, predicted: sum(Object.fromEntries(names.map((name) => [name, uniform]))) },
    { name: 'influence', rules: toMixture(advised), predicted: sum(advised) },
    ...drawn.map((choice, place) => ({ name: `random ${place + 1}`, rules: toMixture(choice), predicted: sum(choice) })),
    ...(uniform === 'Q4_K' ? [{ name: 'Q4_K_M', rules: listLlamaRules(influence.length), predicted: null }] : []),
  ];
  await compare(uniform, choices);
}

async function compare(title: string, choices: readonly Choice[]): Promise<void> {
  process.stdout.write(`\nAs many bytes as ${title}\n`);
  let best: readonly (readonly WindowLoss[])[] | null = null;
  for (const choice of choices) {
    const { bytes, losses } = await measure(choice);
    best ??= losses;
    const own = losses.map((ofText) => describe(ofText));
    // Nats of a window beside those of the allocation: below 0, the allocation loses less.
    const against = losses.map((ofText, text) =>
      describe(
        ofText.map((window, place) => ({ ...window, whole: window.changed, changed: getAt(getAt(best ?? [], text), place).changed })),
      ),
    );
    const predicted = choice.predicted === null ? '' : `, predicted divergence ${choice.predicted.toPrecision(3)}`;
    process.stdout.write(`${choice.name.padEnd(11)} ${(bytes / 1e6).toFixed(2)} MB${predicted}; loss ${own.join(' and ')}`);
    process.stdout.write(choice.name === 'allocation' ? '\n' : `; the allocation against it ${against.join(' and ')}\n`);
  }
}

function describe(losses: readonly WindowLoss[]): string {
  const loss = measureTextLoss(losses);
  const { low = Number.NaN, high = Number.NaN } = intervalOfText(loss) ?? {};
  return `${[toShare(loss.logLoss), low, high].map((share) => (100 * share).toFixed(2)).join(' ')} %`;
}

interface MeasuredChoice {
  readonly bytes: number;
  readonly losses: readonly (readonly WindowLoss[])[];
}

function measure({ name, rules }: Choice): Promise<MeasuredChoice> {
  return keep(`file ${JSON.stringify(rules)} ${windows}`, async () => {
    const out = join(data ?? '', 'file');
    const place = model ?? '';
    const { saved } = await pruneModel({ model: place, change: UNCHANGED, types: { rules, usesFallbacks: true }, format: 'gguf', out });
    const change = { ...UNCHANGED, precision: name, form: { key: JSON.stringify(rules), open: () => Promise.resolve(openModel(out)) } };
    const rule = { minimum: windows, step: windows, maximum: windows, limits: [], level: 0.05 };
    const [found] = await finish(evaluateModel({ model: place, changes: [change], tasks: [], texts: judges, windows: rule }));
    return { bytes: saved.bytesAfter ?? Number.NaN, losses: (found?.texts ?? []).map((text) => text.windows) };
  });
}

/** The result of a step that an earlier run made, or that this one makes and keeps. */
async function keep<Result>(name: string, make: () => Promise<Result>): Promise<Result> {
  const kept = checkpoint[name] as Result | undefined;
  if (kept !== undefined) return kept;
  const made = await make();
  checkpoint[name] = made;

  writeFileSync(CHECKPOINT, JSON.stringify(checkpoint satisfies Checkpoint));
  return made;
}
