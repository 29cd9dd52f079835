import { AppError, parseJsonOrRefuse } from '@lamina/errors';
import { parseCertificate } from './certificate.ts';
import { EXPLICIT, type PrunePlan } from './prune-plan.ts';

/** Parses a plan from its JSON text; `place` names it in messages. @throws AppError FILE_UNREADABLE with the reason. */
export function parsePrunePlan(text: string, place: string): PrunePlan {
  const plan = parseJsonOrRefuse('FILE_UNREADABLE', text, place);
  if (!isRecord(plan)) refuse(place, 'it must hold a JSON object');
  const { format, blocksBefore, removed, kept, removedAttention = [], removedMlp = [] } = plan;
  if (format !== 'lamina-prune-plan@1') refuse(place, `its format is ${JSON.stringify(format)} and not "lamina-prune-plan@1"`);
  if (typeof blocksBefore !== 'number' || !Number.isSafeInteger(blocksBefore)) refuse(place, 'blocksBefore must be a whole number');
  if (!isIndices(removed) || !isIndices(kept)) refuse(place, 'removed and kept must be lists of block indices');
  const all = new Set([...removed, ...kept]);
  const isComplete =
    all.size === blocksBefore && removed.length + kept.length === blocksBefore && [...all].every((index) => index < blocksBefore);
  if (!isComplete) refuse(place, `removed and kept must name each of the ${blocksBefore} blocks once`);
  if (!areSublayers(removedAttention, kept) || !areSublayers(removedMlp, kept))
    refuse(place, 'removedAttention and removedMlp must be lists of kept blocks');
  const parent = isRecord(plan.parent) ? plan.parent : {};
  const textOr = <T>(value: unknown, other: T): string | T => (typeof value === 'string' ? value : other);
  return {
    format,
    parent: {
      name: textOr(parent.name, 'parent'),
      graphSha256: textOr(parent.graphSha256, ''),
      reference: textOr(parent.reference, null),
      dtype: textOr(parent.dtype, null),
      location: textOr(parent.location, null),
    },
    strategy: textOr(plan.strategy, EXPLICIT),
    blocksBefore,
    removed: ascending(removed),
    removedAttention: ascending(removedAttention),
    removedMlp: ascending(removedMlp),
    kept: ascending(kept),
    config: isRecord(plan.config) ? plan.config : null,
    repair: isRecord(plan.repair) ? plan.repair : null,
    types: parseTypes(plan.types),
    notes: Array.isArray(plan.notes) ? plan.notes.filter((note) => typeof note === 'string') : [],
    certificate: parseCertificate(plan.certificate),
  };
}

function parseTypes(value: unknown): PrunePlan['types'] {
  if (typeof value === 'string') return value;
  return Array.isArray(value)
    ? value.filter((rule): rule is [string, string] => Array.isArray(rule) && rule.every((part) => typeof part === 'string'))
    : null;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isIndices(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((index) => Number.isSafeInteger(index) && index >= 0);
}

/** Plans that remove only whole blocks do not have these lists. */
function areSublayers(value: unknown, kept: readonly number[]): value is readonly number[] {
  return isIndices(value) && value.every((index) => kept.includes(index)) && new Set(value).size === value.length;
}

function ascending(indices: readonly number[]): readonly number[] {
  return [...indices].sort((a, b) => a - b);
}

function refuse(place: string, reason: string): never {
  throw new AppError('FILE_UNREADABLE', `${place} is not a plan of lamina prune: ${reason}`);
}
