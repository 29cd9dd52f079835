import { AppError, createRefusal, type Refuse } from '@lamina/errors';
import { createRemoval, UNCHANGED } from '@lamina/plans';
import { STRATEGY } from '@lamina/strategies';
import type { EvaluationContent } from '@lamina/uploads';
import type { Database, Transaction } from '../connection/create-database.ts';
import { getCurrentRevision, type RevisionRecord } from '../models/read-models.ts';
import { pruningRowOf } from '../prunings/save-prunings.ts';
import { digestOf } from '../rows/digest-of.ts';
import { attachSamples } from './attach-samples.ts';
import { type Imported, type Submitted, saveImport } from './save-import.ts';
import { toImportedEvaluations } from './to-imported-evaluations.ts';
import { writeImportedEvaluations } from './write-imported-evaluations.ts';

const refuse: Refuse = createRefusal('The results cannot be imported');

/** The subject of the evaluation. */
export interface EvaluationsTarget {
  /** Short name of the model. */
  readonly model: string;
  /** The stored pruning that was evaluated; null = the dense model, or the removal. */
  readonly pruningKey: string | null;
  /** The removed layers, if the pruned model is not stored. */
  readonly removal: ImportedRemoval | null;
}

/** Layers that another tool removed before the evaluation. */
export interface ImportedRemoval {
  /** Distinct indices in the dense model's numbering. */
  readonly removed: readonly number[];
  /** null = explicit. */
  readonly strategy?: string | null;
  readonly seed?: number | null;
}

/**
 * Imports the evaluations of a results.json of lm-evaluation-harness.
 * @throws AppError BAD_USER_INPUT, NOT_FOUND; then nothing is stored
 */
export async function importEvaluations(
  database: Database,
  { model, pruningKey, removal: wanted }: EvaluationsTarget,
  content: Submitted<EvaluationContent>,
): Promise<Imported> {
  const revision = await getCurrentRevision(database, model);
  const { revisionId, precision } = revision;
  if (pruningKey !== null && wanted !== null) refuse('give either a pruning or a removal');
  const namedPruning = await findPruning(database, pruningKey, revisionId);
  const removal = wanted === null ? null : checkRemoval(wanted, revision);
  const { evaluations: results, skipped } = toImportedEvaluations(content.results, precision);
  const evaluations = attachSamples(results, content.samples);
  const files = content.samples.map(({ task, contentSha256 }) => ({ task, contentSha256 }));
  const samples = files.length > 0 ? { samples: digestOf(files) } : {};
  const target = { ...(removal === null ? { pruningId: namedPruning } : { removal }), ...samples };
  const facts = {
    format: 'lm-eval-results' as const,
    contentSha256: content.contentSha256,
    target,
    revisionId,
    submittedBy: content.submittedBy,
    skipped,
  };
  const saved = await saveImport(database, facts, async (transaction, importId) => {
    const pruningId = removal === null ? namedPruning : await writeImportedPruning(transaction, revision, removal);
    await writeImportedEvaluations(transaction, { importId, revisionId, pruningId }, evaluations);
  });
  return { ...saved, model: revision.slug, skipped };
}

async function findPruning(database: Database, key: string | null, revisionId: string): Promise<string | null> {
  if (key === null) return null;
  const pruning = await database.prisma.pruning.findUnique({ where: { id: key }, select: { revisionId: true } });
  if (pruning === null) throw new AppError('NOT_FOUND', 'There is no pruning with this id. Query `prunings` for the existing ones.');
  return pruning.revisionId === revisionId ? key : refuse('the pruning belongs to another model, or to a former revision of this model');
}

function checkRemoval({ removed, strategy, seed }: ImportedRemoval, { blockCount, slug }: RevisionRecord): ImportedPruning {
  const text = `the removal [${removed.join(', ').slice(0, 100)}]`;
  if (removed.length < 1 || removed.length >= blockCount) refuse(`${text} must name 1 to ${blockCount - 1} layers`);
  if (new Set(removed).size < removed.length) refuse(`${text} names a layer twice`);
  if (removed.some((index) => index < 0 || index >= blockCount)) refuse(`${text} names a layer that does not exist in ${slug}`);
  return { strategy: strategy ?? STRATEGY.explicit, seed: seed ?? null, removed: removed.toSorted((a, b) => a - b) };
}

/** A pruning that another tool chose. */
interface ImportedPruning {
  readonly strategy: string;
  readonly seed: number | null;
  /** Distinct, ascending, fewer than the model's layers. */
  readonly removed: readonly number[];
}

/** Stores a pruning that another tool chose, once, and returns its key. No pruned model is written; the plan says so. */
async function writeImportedPruning(
  transaction: Transaction,
  revision: RevisionRecord,
  { strategy, seed, removed }: ImportedPruning,
): Promise<string> {
  const kept = revision.layers.map(({ index }) => index).filter((index) => !removed.includes(index));
  const removedParameters = revision.layers
    .filter(({ index }) => removed.includes(index))
    .reduce((sum, { parameterCount }) => sum + parameterCount, 0);
  const remove = createRemoval({ blocks: removed });
  const row = pruningRowOf(revision, null, {
    change: { ...UNCHANGED, remove },
    caveat: null,
    isImported: true,
    strategy,
    seed,
    protectFirst: false,
    protectLast: false,
    units: ['block'],
    order: remove,
    scoreRunId: null,
    artefact: null,
    parametersAfter: revision.parameterCount - removedParameters,
    bytesBefore: null,
    bytesAfter: null,
    cacheBytesPerToken: null,
    plan: {
      format: 'lamina-prune-plan@1',
      parent: { name: revision.slug, digest: revision.digest },
      strategy,
      blocksBefore: revision.blockCount,
      removed,
      kept,
      config: null,
      notes: ['chosen elsewhere and handed in with its results'],
    },
  });
  const { id } = await transaction.pruning.upsert({ where: { digest: row.digest }, create: row, update: {}, select: { id: true } });
  return id;
}
