import { createHash } from 'node:crypto';
import { AppError } from '@lamina/errors';
import { MEASURES } from '@lamina/metrics';
import { STRATEGY } from '@lamina/strategies';
import { checkSharedFile, type PublishedScoreRow, parseSharedFile, type SharedFile } from '@lamina/uploads';
import type { Prisma } from '../../generated/client.ts';
import type { Database, Transaction } from '../connection/create-database.ts';
import { writeTransaction } from '../migrations/write-transaction.ts';
import type { SavedImport } from './save-import.ts';
import { savePublishedModels, savePublishedSource } from './save-published.ts';

/** A sample of a shared file that was measured again, as the member who imports the file reports it. */
export interface SampleVerification {
  /** Documents that were measured again. */
  readonly documents: number;
  /** Largest difference of a score of one document and block, in the unit of its measure. */
  readonly difference: number;
  readonly device: string;
  /** ISO 8601. */
  readonly measuredAt: string;
}

/** How published scores name what a shared file measures. */
const OPERATIONS: Readonly<Record<string, Pick<PublishedScoreRow, 'operation' | 'unitOfValue'>>> = {
  [MEASURES.lossIncrease.id]: { operation: 'remove', unitOfValue: 'nats/token loss difference' },
  [MEASURES.blockInfluence.id]: { operation: STRATEGY.blockInfluence, unitOfValue: '1 - cosine, mean over tokens' },
};

/**
 * Stores what a team measured on its own machine, checked, as a source of its own: "Measured by …". It is never mixed with what was measured here. The
 * same content is stored once; a later import may add that a sample was measured again.
 *
 * @param verification null where the model was not at hand
 * @throws AppError BAD_USER_INPUT for a file that contradicts itself or this version; CONFLICT for a model of the same name with other blocks
 */
export function importSharedFile(
  database: Database,
  content: string,
  { submittedBy, verification }: { readonly submittedBy: string; readonly verification: SampleVerification | null },
): Promise<SavedImport> {
  const file = parseSharedFile(content);
  const digest = createHash('sha256').update(content).digest('hex');
  // The platform did not measure itself, so the name of who did stands beside the numbers.
  const verified = verification === null ? {} : { verification: { ...verification, reportedBy: submittedBy } };
  return writeTransaction(database, async (transaction) => {
    await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`shared ${digest}`}, 0))`;
    const found = await transaction.contribution.findUnique({ where: { digest }, select: { id: true } });
    if (found !== null) {
      await transaction.contribution.update({ where: { id: found.id }, data: verified });
      return { id: found.id, isNew: false };
    }
    const { weightsSha256 } = file.model;
    const checks = checkSharedFile(file, (await transaction.modelRevision.count({ where: { weightsSha256 } })) > 0);
    const model = await saveModel(transaction, file);
    const sourceId = await savePublishedSource(transaction, {
      source: describeSource(file, { digest, submittedBy }),
      scores: listScores(file, model),
      spans: [],
    });
    const { id } = await transaction.contribution.create({
      data: {
        digest,
        sourceId,
        modelId: model.id,
        contributor: file.contributor,
        weightsSha256,
        submittedBy,
        content: file as unknown as Prisma.InputJsonObject,
        checks: checks.map((check) => ({ ...check })),
        ...verified,
      },
      select: { id: true },
    });
    return { id, isNew: true };
  });
}

/** The published model with the name of the file on the hub, or else with its short name; a new one if neither is known. */
async function saveModel(transaction: Transaction, { model }: SharedFile): Promise<{ readonly id: string; readonly slug: string }> {
  const { slug, hubId, architecture, blocks, parameters } = model;
  const facts = {
    slug,
    hubId,
    name: hubId?.split('/').at(-1) ?? slug,
    architecture,
    blockCount: blocks,
    parameterCount: BigInt(parameters),
  };
  const unknown = { aliases: [], maker: null, generation: null, version: null, hiddenSize: null, feedForwardKind: null };
  const select = { id: true, slug: true, blockCount: true };
  const byHub = hubId === null ? null : await transaction.publishedModel.findUnique({ where: { hubId }, select });
  if (byHub === null) await savePublishedModels(transaction, [{ ...facts, ...unknown }]);
  const stored = byHub ?? (await transaction.publishedModel.findUniqueOrThrow({ where: { slug }, select }));
  if (stored.blockCount === blocks) return stored;
  throw new AppError(
    'CONFLICT',
    `The shared file cannot be imported: it measured ${blocks} blocks, but ${stored.slug} has ${stored.blockCount} here. Share it under another name.`,
  );
}

function describeSource(
  { contributor, licence, machine, version, measuredAt }: SharedFile,
  { digest, submittedBy }: { readonly digest: string; readonly submittedBy: string },
) {
  return {
    slug: `shared-${digest.slice(0, 12)}`,
    title: `Measured by ${contributor}`,
    url: null,
    revision: measuredAt,
    licence,
    credit: `Measured by ${contributor} with Lamina ${version} on ${machine.device}, ${measuredAt.slice(0, 10)}.`,
    digest,
    submittedBy,
  };
}

function listScores({ model, scores }: SharedFile, { slug }: { readonly slug: string }): readonly PublishedScoreRow[] {
  return scores.measures.flatMap(({ measure, mean }) => {
    const named = OPERATIONS[measure];
    if (named === undefined) throw new Error(`${measure} was checked`);
    return mean.map((value, block) => ({
      slug,
      model: model.slug,
      hubId: model.hubId,
      unit: 'block',
      blockIndex: block,
      value,
      ...named,
      measurements: 1,
      floor: null,
      blockKind: null,
      baseline: null,
      flag: null,
      doubt: null,
      text: `${scores.text}, ${scores.documents} documents`,
      tokens: scores.tokens,
      notes: `${measure}, window ${scores.window}, ${model.precision}`,
    }));
  });
}
