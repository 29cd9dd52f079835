import type { MarkedProfile } from './mark-profiles.ts';

/** Profiles of models that share a recipe. */
export interface ProfileGroup {
  /** As in `Llama 3`; 'Measured here' of what this platform measured. */
  readonly title: string;
  /** Who made the models, where the title does not say it. */
  readonly maker: string | null;
  readonly profiles: readonly MarkedProfile[];
}

/** Names that people know, by the short names of the data. */
const MAKERS: Readonly<Record<string, string>> = {
  meta: 'Meta',
  mistral: 'Mistral AI',
  qwen: 'Qwen',
  zai: 'Z.ai',
  moonshot: 'Moonshot',
  deepseek: 'DeepSeek',
  google: 'Google',
  openlm: 'OpenLM',
};

/** Groups by generation: measured here first, then what others handed in, then by the number of profiles of a maker; within a group by size. */
export function arrangeProfiles(profiles: readonly MarkedProfile[]): readonly ProfileGroup[] {
  const perMaker = Map.groupBy(profiles, ({ model }) => model.maker);
  const groups = [...Map.groupBy(profiles, titleOf)].map(([title, members]) => {
    const [first] = members;
    const maker = first?.isMeasured === true ? null : (first?.model.maker ?? null); // no source says it
    const rank = first?.isMeasured === true ? 0 : first?.isContributed === true ? 1 : 2;
    return { title, maker, rank, size: perMaker.get(maker)?.length ?? 0, members }; // of what was measured here
  });
  return groups
    .sort(
      (one, other) =>
        one.rank - other.rank ||
        other.size - one.size ||
        // No maker comes first.
        compareText(one.maker ?? '', other.maker ?? '') ||
        compareText(one.title, other.title),
    )
    .map(({ title, maker, members }) => ({
      title,
      maker: maker === null ? null : nameMaker(maker, title),
      profiles: members.toSorted((one, other) => placeOfSize(one) - placeOfSize(other) || compareText(one.model.name, other.model.name)),
    }));
}

function titleOf({ isMeasured, isContributed, source, model }: MarkedProfile): string {
  if (isMeasured) return 'Measured here';
  if (isContributed) return source?.title ?? model.name; // a contribution has a source
  return describeGeneration(model.generation ?? model.name); // no source says it
}

/** `GLM-4.5-4.7` becomes GLM 4.5–4.7. */
function describeGeneration(generation: string): string {
  return generation.replace(/(\d)-(\d)/g, '$1–$2').replaceAll('-', ' ');
}

/** Null where the title names the maker. */
function nameMaker(maker: string, title: string): string | null {
  const name = MAKERS[maker] ?? maker; // as the data names it
  return title.toLowerCase().startsWith(name.toLowerCase().split(' ')[0] ?? name) ? null : name;
}

/** Sizes that differ by less than a tenth stand in the order of their names; a model of unknown size comes last. */
function placeOfSize({ model }: MarkedProfile): number {
  return model.parameterCount === null ? Number.MAX_SAFE_INTEGER : Math.round(10 * Math.log(model.parameterCount / 1e9));
}

function compareText(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
