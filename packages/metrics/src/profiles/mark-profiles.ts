import { getAt } from '@lamina/errors';
import { preferenceOfUnit } from './layer-operation.ts';
import type { LayerProfile } from './layer-profile.ts';
import { type RankedProfile, rankProfile } from './rank-profile.ts';

/** A profile with its place in the picture of many models. */
export interface MarkedProfile extends RankedProfile {
  /** Whether it stands for its model, its operation and who measured it. */
  readonly isShown: boolean;
  /** Whether statements about many models count it. */
  readonly isCounted: boolean;
  /** Why they do not; null where they do, and for a profile that is not shown. */
  readonly reason: string | null;
}

/** The rounding that most models have. */
const COMMON_METHOD = 'round:iq1_kt';
/** The text that stands for a source with several texts: the first of these. */
const TEXTS = ['WikiText-2', 'code'];
const MEASURED_TOO = 'the same model was measured here, and a model counts once';
const PUBLISHED_TOO = 'another source has the same model, and a model counts once';

/**
 * Marks for each model and operation the profile that stands for it: the common rounding, then the unit, then the text, then the source by name. What was
 * measured here, published, or handed in by somebody stands apart, and only the first of these counts.
 */
export function markProfiles(profiles: readonly LayerProfile[]): readonly MarkedProfile[] {
  const ranked = profiles.filter(({ cells }) => cells.length > 1).map(rankProfile);
  const shown = new Map<string, RankedProfile>();
  for (const profile of [...ranked].sort(compareProfiles)) {
    const key = `${keyOf(profile)} ${originOf(profile)}`;
    if (!shown.has(key)) shown.set(key, profile);
  }
  const first = new Map<string, RankedProfile>();
  for (const profile of [...shown.values()].sort((one, other) => placeOfOrigin(one) - placeOfOrigin(other))) {
    if (!first.has(keyOf(profile))) first.set(keyOf(profile), profile);
  }
  const isShown = new Set(shown.values());
  return ranked.map((profile) => {
    if (!isShown.has(profile)) return { ...profile, isShown: false, isCounted: false, reason: null };
    const counted = first.get(keyOf(profile));
    const twice = counted === profile ? null : counted?.isMeasured === true ? MEASURED_TOO : PUBLISHED_TOO;
    const reason = profile.doubt ?? twice;
    return { ...profile, isShown: true, isCounted: reason === null, reason };
  });
}

function keyOf({ valueUnit, model }: RankedProfile): string {
  return `${valueUnit.operation} ${model.slug}`;
}

/** Who a profile belongs to: values of one are never mixed with those of another. */
function originOf({ isMeasured, isContributed, source }: RankedProfile): string {
  return isMeasured ? 'measured' : isContributed ? `contributed ${source?.slug}` : 'published';
}

function placeOfOrigin({ isMeasured, isContributed }: RankedProfile): number {
  return isMeasured ? 0 : isContributed ? 2 : 1;
}

function compareProfiles(one: RankedProfile, other: RankedProfile): number {
  const [first, second] = [placesOf(one), placesOf(other)];
  const difference = first.map((place, index) => place - getAt(second, index)).find((value) => value !== 0);
  return difference ?? compareText(one.source?.slug ?? '', other.source?.slug ?? ''); // measured here: no source
}

function placesOf({ method, unit, text }: RankedProfile): readonly number[] {
  const place = TEXTS.findIndex((start) => text?.startsWith(start));
  return [Number(method !== COMMON_METHOD), preferenceOfUnit(unit), place === -1 ? TEXTS.length : place];
}

function compareText(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
