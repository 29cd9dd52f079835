import type { ReactNode } from 'react';
import type { RecommendationFactsFragment, RecommendedRemovalFactsFragment } from '../../generated/graphql.ts';
import { describeRatio, NOT_MEASURED } from '../pruning/speed-ratio.ts';
import { getStrategyLabel, toStrategyName } from '../pruning/strategy-name.ts';
import { findSession } from '../session/find-session.ts';
import { toMember } from '../session/session.ts';
import { formatBytes } from '../ui/format-bytes.ts';
import { getNumbers } from '../ui/get-numbers.ts';
import { MISSING, type Numbers } from '../ui/numbers.ts';
import panel from '../ui/panel.module.css';
import {
  describeCertainty,
  describeLoss,
  describeOtherLoss,
  describeProbability,
  describeRecommendation,
  describeUnits,
} from './describe-recommendation.ts';
import { MeasureStudy } from './measure-study.tsx';
import { NextSteps } from './next-steps.tsx';
import styles from './recommendation.module.css';

export interface RecommendationAnswerProps {
  readonly answer: RecommendationFactsFragment;
  /** Text of a study, as its form chooses it; null before any text is registered. */
  readonly calibration: string | null;
}

/** What may go, what it costs and saves, how sure that is, the command, and what to measure. */
export async function RecommendationAnswer({ answer, calibration }: RecommendationAnswerProps): Promise<ReactNode> {
  const [numbers, session] = await Promise.all([getNumbers(), findSession()]);
  const { choice, surer, measure, model, method } = answer;
  const member = session && toMember(session);
  // No worker has the files of a declared model.
  const mayWrite = member?.mayScore === true && model.source !== 'declared';
  return (
    <div className={`${panel.panel} ${panel.stack}`} data-recommendation={answer.verdict}>
      <p className={styles.sentence}>{describeRecommendation(answer, numbers)}</p>
      {choice && (
        <>
          <dl className={panel.list}>
            {listFacts(choice, answer, numbers).map(([term, text]) => (
              <div key={term}>
                <dt>{term}</dt>
                <dd>{text}</dd>
              </div>
            ))}
          </dl>
          <NextSteps command={choice.command} pruning={choice.pruning} mayWrite={mayWrite} />
        </>
      )}
      {surer && (
        <div className={panel.stack}>
          <p className={styles.note}>
            Surer: remove {describeUnits(surer)} instead, a loss of {describeLoss(surer, numbers)},{' '}
            {describeProbability(surer.probabilityWithin, numbers)} that it is within
            {surer.otherLoss === null ? '' : `; ${describeOtherLoss(surer.otherLoss, numbers)}`}.
          </p>
          <NextSteps command={surer.command} pruning={surer.pruning} mayWrite={mayWrite} />
        </div>
      )}
      {measure && <MeasureStudy model={model.slug} measure={measure} calibration={calibration} member={member} />}
      {model.source === 'declared' && (
        <p className={styles.note}>
          No files of the model are here, so it cannot be measured or written here. Import evaluations of its prunings; in a command,{' '}
          <code>./{model.slug}</code> stands for your own copy.
        </p>
      )}
      {model.source === 'package' && (
        <p className={styles.note}>
          The model’s file comes from PyPI: the command and the workers fetch it when they first need it, and check its SHA-256.
        </p>
      )}
      <details className={styles.method}>
        <summary>How sure is that?</summary>
        <p>{method}</p>
      </details>
    </div>
  );
}

function listFacts(
  choice: RecommendedRemovalFactsFragment,
  answer: RecommendationFactsFragment,
  numbers: Numbers,
): readonly (readonly [term: string, text: string])[] {
  const { saves, strategies, chosenOn, documents, otherLoss } = choice;
  const speed = (ratio: typeof saves.prefill) => (ratio === null ? NOT_MEASURED : describeRatio(ratio, numbers));
  return [
    ['How sure', describeCertainty(choice, answer, numbers)],
    ['What else it loses', otherLoss === null ? NOT_MEASURED : describeOtherLoss(otherLoss, numbers)],
    ['Parameters saved', `${numbers.compact(saves.parameters)} (${numbers.percent(saves.parameterRatio)})`],
    ['Weights saved', saves.bytes === null ? NOT_MEASURED : formatBytes(saves.bytes, numbers)],
    ['Cache saved per token', saves.cacheBytesPerToken === null ? NOT_MEASURED : formatBytes(saves.cacheBytesPerToken, numbers)],
    ['Prompts, speed ÷ dense', speed(saves.prefill)],
    ['Writing, speed ÷ dense', speed(saves.decode)],
    ['Chosen by', strategies.map((strategy) => getStrategyLabel(toStrategyName(strategy))).join(', ') || MISSING],
    ...(chosenOn.length === 0 ? [] : [['By scores on', chosenOn.join(', ')] as const]),
    [
      'Judged on',
      `${numbers.integer(documents)} documents${answer.benchmarks.length > 1 ? ' or more' : ''} of ${answer.benchmarks.join(', ')}`,
    ],
  ];
}
