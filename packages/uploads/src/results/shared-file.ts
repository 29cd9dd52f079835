import { AppError, createRefusal, getAt, type Refuse } from '@lamina/errors';
import { MEASURES } from '@lamina/metrics';
import { z } from 'zod';

const refuse: Refuse = createRefusal('The shared file cannot be imported');

/** Version of the form of a shared file. */
export const SHARED_FORMAT = 'lamina-shared@1';

/** Measures of single blocks that a shared file may hold; each name ends with the version of its definition. */
export const SHARED_MEASURES = [MEASURES.blockInfluence.id, MEASURES.lossIncrease.id] as const;

const MAX_CHARACTERS = 20_000_000;
const MAX_BLOCKS = 10_000;
const MAX_DOCUMENTS = 1_000;

const words = (most: number) => z.string().trim().min(1).max(most);
const count = z.int().min(0);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hex');
const numbers = z.array(z.number()).max(MAX_BLOCKS);
const counts = z.array(count).max(MAX_BLOCKS);

const MODEL = z.strictObject({
  /** Short name. */
  slug: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,99}$/, 'must be a short name in lower case'),
  /** org/name on the hub, whose card says what the model is; null for a model that is known by its digest only. */
  hubId: z
    .string()
    .regex(/^[\w.-]+\/[\w.-]+$/, 'must be org/name')
    .max(200)
    .nullable(),
  weightsSha256: sha256,
  format: words(20),
  architecture: words(100).nullable(),
  blocks: z.int().min(1).max(MAX_BLOCKS),
  parameters: count,
  precision: words(100),
});

const MACHINE = z.strictObject({ device: words(300), provider: words(50), runtime: words(100), threads: z.int().min(1) });

const SCORES = z.strictObject({
  /** Name of the bundled text, and the SHA-256 of its documents that were read: the text itself is not shared. */
  text: words(100),
  textSha256: sha256,
  documents: z.int().min(1).max(MAX_DOCUMENTS),
  window: z.int().min(1),
  tokens: z.int().min(1),
  idsSha256: sha256,
  measures: z
    .array(
      z.strictObject({
        measure: words(100),
        mean: z.array(z.number().nullable()).max(MAX_BLOCKS),
        sum: numbers,
        count: counts,
        /** The sums of each document: what a sample is compared with. */
        units: z.array(z.strictObject({ sum: numbers, count: counts })).max(MAX_DOCUMENTS),
      }),
    )
    .min(1)
    .max(SHARED_MEASURES.length),
});

const TEXT_LOSS = z.looseObject({
  text: words(200),
  loss: z.number(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  logLoss: z.number(),
});
const JUDGED = z.looseObject({
  verdict: words(50),
  losses: z.looseObject({ texts: z.array(TEXT_LOSS).max(100) }),
});

/** The output of `lamina answer --json`; fields that are not listed are kept as they came. */
const ANSWER = z.looseObject({ sentence: words(2000), front: z.array(JUDGED).max(10_000) });

const SHARED_FILE = z.strictObject({
  format: z.literal(SHARED_FORMAT),
  /** Who measured it, as it is shown wherever the numbers are. */
  contributor: words(100),
  /** Licence of the numbers, an SPDX identifier. */
  licence: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9.+-]{0,49}$/, 'must be an SPDX identifier'),
  measuredAt: z.iso.datetime(),
  /** Version of Lamina. */
  version: words(50),
  model: MODEL,
  machine: MACHINE,
  scores: SCORES,
  answer: ANSWER,
});

/** The measurements of one model by a team on its own machine: results, sums and facts, no text and no weights. */
export type SharedFile = Readonly<z.output<typeof SHARED_FILE>>;

/** Something that was checked of a shared file. */
export interface SharedCheck {
  readonly name: 'schema' | 'protocol' | 'plausibility' | 'model';
  readonly detail: string;
}

/** Reads a shared file. @throws AppError BAD_USER_INPUT that names what is wrong */
export function parseSharedFile(content: string): SharedFile {
  if (content.length > MAX_CHARACTERS) refuse(`it holds ${content.length} characters; the limit is ${MAX_CHARACTERS}`);
  const parsed = SHARED_FILE.safeParse(parseJson(content));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return refuse(`${issue?.path.join('.')} ${issue?.message}`);
}

function parseJson(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch (cause) {
    throw new AppError(
      'BAD_USER_INPUT',
      'The shared file cannot be imported: it is not JSON. Write it with: lamina answer MODEL --share FILE',
      {
        cause,
      },
    );
  }
}

/**
 * Checks what a shared file says against itself and against this version: the measures are defined alike, and the sums agree with the scores.
 * @param isKnown whether the weights are those of a model that is known here
 * @returns what was checked, in words
 * @throws AppError BAD_USER_INPUT that names the first contradiction
 */
export function checkSharedFile(file: SharedFile, isKnown: boolean): readonly SharedCheck[] {
  const { model, scores, answer } = file;
  for (const measured of scores.measures) checkMeasure(measured, file);
  for (const [place, { losses }] of answer.front.entries()) for (const text of losses.texts) checkLoss(text, place);
  if (!isKnown && model.hubId === null)
    refuse(
      `no model here has the weights ${model.weightsSha256.slice(0, 12)}…, and the file names no hub model; register the model first, or share it by its name on the hub`,
    );
  const measures = scores.measures.map(({ measure }) => measure).join(', ');
  return [
    { name: 'schema', detail: SHARED_FORMAT },
    { name: 'protocol', detail: `${measures}: defined as here` },
    {
      name: 'plausibility',
      detail: `the sums of ${scores.documents} documents add up to the scores of ${model.blocks} blocks, and ${answer.front.length} judged changes agree with their logarithms`,
    },
    { name: 'model', detail: isKnown ? 'its weights are known here by their digest' : `its card is that of ${model.hubId}` },
  ];
}

type Measured = SharedFile['scores']['measures'][number];

/** Largest relative difference of equal sums that were added in another order. */
const ROUNDING = 1e-9;

function checkMeasure({ measure, mean, sum, count: counted, units }: Measured, { model, scores }: SharedFile): void {
  if (!SHARED_MEASURES.some((known) => known === measure))
    refuse(`${measure} is no measure of this version, which knows ${SHARED_MEASURES.join(' and ')}`);
  if (units.length !== scores.documents) refuse(`${measure} holds sums of ${units.length} documents, but ${scores.documents} were read`);
  for (const list of [mean, sum, counted, ...units.flatMap((unit) => [unit.sum, unit.count])])
    if (list.length !== model.blocks) refuse(`${measure} holds ${list.length} values, but the model has ${model.blocks} blocks`);
  for (let block = 0; block < model.blocks; block++) {
    const [total, tokens] = [getAt(sum, block), getAt(counted, block)];
    const added = units.reduce((rest, unit) => rest + getAt(unit.sum, block), 0);
    const scale = units.reduce((rest, unit) => rest + Math.abs(getAt(unit.sum, block)), 1);
    if (Math.abs(added - total) > ROUNDING * scale)
      refuse(`the sums of ${measure} over documents add up to ${added} for block ${block}, but it states ${total}`);
    if (units.reduce((rest, unit) => rest + getAt(unit.count, block), 0) !== tokens)
      refuse(`${measure} counts ${tokens} tokens for block ${block}, but its documents count others`);
    const expected = tokens === 0 ? null : total / tokens;
    const stated = getAt(mean, block);
    if (expected === null ? stated !== null : stated === null || Math.abs(stated - expected) > ROUNDING * (1 + Math.abs(expected)))
      refuse(`${measure} of block ${block} is ${stated}, but its sum and count give ${expected}`);
  }
}

/** Largest difference of a loss from its logarithm: files may be rounded to six digits. */
const LOSS_ROUNDING = 1e-5;

function checkLoss({ text, loss, low, high, logLoss }: z.output<typeof TEXT_LOSS>, place: number): void {
  const expected = Math.expm1(logLoss);
  if (Math.abs(loss - expected) > LOSS_ROUNDING * (1 + Math.abs(expected)))
    refuse(`change ${place} loses ${loss} on ${text}, but its logarithm ${logLoss} gives ${expected}`);
  if ((low !== null && low > loss) || (high !== null && high < loss))
    refuse(`change ${place} loses ${loss} on ${text}, outside of its interval ${low} to ${high}`);
}
