import { measureTextLoss, TEXT_LOSS, type TextEvaluation, type TextLoss, type WindowLoss } from '@lamina/benchmarks';
import { getAt } from '@lamina/errors';
import type { Prisma, TextEvaluation as StoredTextEvaluation } from '../../generated/client.ts';
import type { Database, Transaction } from '../connection/create-database.ts';
import { type Fence, withFence } from '../jobs/fence.ts';
import { digestOf } from '../rows/digest-of.ts';
import { type RuntimeRecord, runtimeColumnsOf } from '../rows/runtime-record.ts';

/** A model's result on one text. */
export interface NewTextEvaluation extends TextEvaluation {
  /** SHA-256 of the file of the text. */
  readonly textSha256: string;
  readonly revisionId: string;
  /** null = the whole model. */
  readonly pruningId: string | null;
  /** How much was to be read: context, largest number of windows, and the rule that stops earlier. */
  readonly reading: Readonly<Record<string, unknown>>;
  readonly runtime: RuntimeRecord;
}

/**
 * Stores results on texts in one transaction. Rows that an earlier attempt stored do not change. A quantized form is compared with its original on the same
 * windows, whichever of both is stored last. Refuses with ATTEMPT_LOST.
 */
export function saveTextEvaluations(database: Database, fence: Fence, evaluations: readonly NewTextEvaluation[]): Promise<void> {
  return withFence(database, fence, async (transaction) => {
    const digests = evaluations.map(digestOfTextEvaluation);
    await transaction.textEvaluation.createMany({
      data: evaluations.map((evaluation, place) => ({ ...rowOf(evaluation), digest: getAt(digests, place), ...fence })),
      skipDuplicates: true,
    });
    const whole = digests.filter((_, place) => getAt(evaluations, place).pruningId === null);
    await pairForms(transaction, whole);
  });
}

type Identity = Pick<NewTextEvaluation, 'revisionId' | 'pruningId' | 'textSha256'> & { readonly reading: unknown };

/** Identifies an evaluation: it is stored once. */
export function digestOfTextEvaluation({ revisionId, pruningId, textSha256, reading }: Identity): string {
  return digestOf({ revisionId, pruningId, protocol: TEXT_LOSS, textSha256, reading });
}

function rowOf({ reading, runtime, windows, ...facts }: NewTextEvaluation) {
  const loss = measureTextLoss(windows);
  return {
    ...facts,
    protocol: TEXT_LOSS,
    reading: reading as Prisma.InputJsonObject,
    wholeNats: windows.map(({ whole }) => whole),
    nats: windows.map(({ changed }) => changed),
    tokens: windows.map(({ tokens }) => tokens),
    positions: windows.map(({ positions }) => positions),
    agreeing: windows.map(({ agreeing }) => agreeing),
    windowCount: windows.length,
    tokenCount: loss.tokens,
    meanNats: windows.reduce((sum, { changed }) => sum + changed, 0) / loss.tokens,
    ...(facts.pruningId === null ? NO_LOSS : lossColumnsOf(loss)),
    ...runtimeColumnsOf(runtime),
  };
}

const NO_LOSS = { logLoss: null, standardError: null, changedWords: null };

function lossColumnsOf({ logLoss, standardError, changedWords }: TextLoss) {
  return { logLoss, standardError, changedWords };
}

/** The windows of a stored evaluation. */
export function windowsOf({
  wholeNats,
  nats,
  tokens,
  positions,
  agreeing,
}: Pick<StoredTextEvaluation, 'wholeNats' | 'nats' | 'tokens' | 'positions' | 'agreeing'>): readonly WindowLoss[] {
  return nats.map((changed, place) => ({
    whole: getAt(wholeNats, place),
    changed,
    tokens: getAt(tokens, place),
    positions: getAt(positions, place),
    agreeing: getAt(agreeing, place),
  }));
}

/**
 * Compares whole quantized forms with their originals, where one of the stored evaluations is of a form or of an original: both read the same windows in the
 * same order, so they are paired by place, over those that both have read. Their most likely tokens are not known, so no changed words are.
 * @param digests of evaluations of whole models
 */
async function pairForms(transaction: Transaction, digests: readonly string[]): Promise<void> {
  if (digests.length === 0) return;
  const pairs = await transaction.$queryRaw<readonly { readonly formId: string; readonly originalId: string }[]>`
    SELECT DISTINCT ON (form."id") form."id"::text AS "formId", original."id"::text AS "originalId"
    FROM "TextEvaluation" form JOIN "ModelRevision" fr ON fr."id" = form."revisionId" JOIN "Model" fm ON fm."id" = fr."modelId"
      JOIN "ModelRevision" o ON o."modelId" = fm."derivedFromId"
      JOIN "TextEvaluation" original ON original."revisionId" = o."id" AND original."pruningId" IS NULL AND original."text" = form."text"
        AND original."contextTokens" = form."contextTokens" AND original."idsSha256" = form."idsSha256"
    WHERE form."pruningId" IS NULL AND (form."digest" = ANY(${[...digests]}) OR original."digest" = ANY(${[...digests]}))
    ORDER BY form."id", original."windowCount" DESC, original."id" DESC`;
  for (const { formId, originalId } of pairs) {
    const [form, original] = await Promise.all(
      [formId, originalId].map((id) => transaction.textEvaluation.findUniqueOrThrow({ where: { id } })),
    );
    if (form === undefined || original === undefined) continue;
    const count = Math.min(form.windowCount, original.windowCount);
    const wholeNats = original.nats.slice(0, count);
    const nothingCompared = wholeNats.map(() => 0);
    const paired = { ...form, wholeNats, nats: form.nats.slice(0, count), positions: nothingCompared, agreeing: nothingCompared };
    const { logLoss, standardError } = measureTextLoss(windowsOf(paired));
    await transaction.textEvaluation.update({ where: { id: formId }, data: { originalId, wholeNats, logLoss, standardError } });
  }
}
