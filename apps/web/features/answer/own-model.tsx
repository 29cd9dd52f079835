import { BUNDLED_TEXTS, EFFORTS, estimateSeconds, planAnswerWork, WINDOW_TOKENS } from '@lamina/benchmarks';
import { UNIT_KINDS } from '@lamina/plans';
import type { ReactNode } from 'react';
import { ReadingSpeedsDocument, type ReadingSpeedsQuery } from '../../generated/graphql.ts';
import { fetchApi } from '../api/fetch-api.ts';
import { formatSeconds } from '../ui/format.ts';
import { numbers } from '../ui/numbers.ts';
import panel from '../ui/panel.module.css';
import styles from './answer.module.css';
import { Command, CommandPlace } from './command.tsx';

/** Models that can be asked about, each with its command. */
const COMMANDS = [
  ['A file of llama.cpp', 'npx lamina-llm answer ./model.gguf --lose 10%'],
  ['A folder of transformers, or ONNX', 'npx lamina-llm answer ./folder --lose 10%'],
  ['A name on the hub', 'npx lamina-llm answer org/name --lose 10%'],
] as const;

/** Sizes for which the time is said, in parameters; the blocks are those of common models of the size. */
const SIZES = [
  { parameters: 135e6, blocks: 30 },
  { parameters: 1e9, blocks: 16 },
  { parameters: 7e9, blocks: 32 },
] as const;

const LIST = new Intl.ListFormat('en');

/** How to ask the same question about a model that is not in the list. */
export async function OwnModel(): Promise<ReactNode> {
  const { scoreRuns } = await fetchApi(ReadingSpeedsDocument, {});
  const [first, ...others] = listMeasured(scoreRuns.nodes);
  return (
    <section className={`${panel.panel} ${styles.card}`} aria-labelledby="own-model">
      <h2 id="own-model">Your own model</h2>
      <p className={styles.note}>
        One command measures it on this machine and prints the same answer: what can go, what that costs, what it saves, and the command
        that writes the smaller model. It first says how long it takes; stop it at any time, and the next call continues.
      </p>
      {first && <Times measured={[first, ...others]} />}
      <dl className={styles.own}>
        {COMMANDS.map(([kind, text]) => (
          <div key={kind}>
            <dt>{kind}</dt>
            <dd>
              <Command text={text} />
            </dd>
          </div>
        ))}
      </dl>
      <CommandPlace />
    </section>
  );
}

type ReadModel = ReadingSpeedsQuery['scoreRuns']['nodes'][number];

/** The fastest run of each real model: a slower one ran beside other work. Imported runs have no speed. */
function listMeasured(runs: readonly ReadModel[]): readonly ReadModel[] {
  const known = runs.filter(
    ({ tokensPerSecond, model, runtime }) => tokensPerSecond > 0 && model.source !== 'bundled' && runtime.device !== null,
  );
  const fastestFirst = known.toSorted((a, b) => b.tokensPerSecond - a.tokensPerSecond);
  return [...Map.groupBy(fastestFirst, ({ model }) => model.name).values()].flatMap((ofModel) => ofModel.slice(0, 1));
}

/** The time of a size, from the measured model of the nearest size: it grows with the parameters, because each is read once for every token. */
function Times({ measured }: { readonly measured: readonly [ReadModel, ...ReadModel[]] }): ReactNode {
  const [{ recording }] = measured;
  const timeOf = ({ parameters, blocks }: (typeof SIZES)[number], effort: keyof typeof EFFORTS): string => {
    const distanceOf = ({ model }: ReadModel): number => Math.abs(Math.log(model.parameterCount / parameters));
    const { tokensPerSecond, model } = measured.reduce((nearest, run) => (distanceOf(run) < distanceOf(nearest) ? run : nearest));
    const { types, combinations, mixtures } = EFFORTS[effort];
    const work = planAnswerWork({
      effort: EFFORTS[effort],
      units: UNIT_KINDS.length * blocks,
      windowTokens: BUNDLED_TEXTS.map(() => WINDOW_TOKENS),
      benchmarkTokens: [],
      // A checkpoint of floats is measured in fewer bits, too.
      forms: types.length + combinations + mixtures.count,
      roundings: 2 * blocks * mixtures.types.length,
    });
    return formatSeconds(Math.max(60, estimateSeconds(work, (tokensPerSecond * model.parameterCount) / parameters)));
  };
  const devices = LIST.format(new Set(measured.map(({ runtime }) => `${runtime.device}`)));
  const speeds = LIST.format(measured.map(({ model, tokensPerSecond }) => `${model.name} at ${numbers.integer(tokensPerSecond)}`));
  return (
    <p className={styles.note}>
      On a machine such as {recording === null ? 'this one' : 'those of the recording'} ({devices}, which read {speeds} tokens a second) it
      takes about {SIZES.map((size) => `${timeOf(size, 'standard')} for ${numbers.compact(size.parameters)} parameters`).join(', ')}, and
      with --effort quick about {SIZES.map((size) => timeOf(size, 'quick')).join(', ')}. Benchmarks of the named change come on top.
    </p>
  );
}
