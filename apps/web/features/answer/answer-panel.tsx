'use client';

import { describeTaskLoss, SAVINGS } from '@lamina/benchmarks';
import { capitalise } from '@lamina/plans';
import { useQueryStates } from 'nuqs';
import { type CSSProperties, type ReactNode, useMemo, useState, useTransition } from 'react';
import type { ArtefactFactsFragment, EntryFactsFragment, ModelAnswerQuery } from '../../generated/graphql.ts';
import { ArtefactLinks } from '../pruning/artefact-links.tsx';
import type { QuerySource } from '../query/query-source.ts';
import { Badge } from '../ui/badge.tsx';
import { formatBytes, keepUnits } from '../ui/format.ts';
import { formatInterval } from '../ui/interval.ts';
import { numbers } from '../ui/numbers.ts';
import panel from '../ui/panel.module.css';
import { Popover } from '../ui/popover.tsx';
import styles from './answer.module.css';
import { type Ask, answerParsers, fromSaving, LIMITS, type Question, SIZES } from './answer-params.ts';
import { Command, CommandPlace } from './command.tsx';
import { describeFacts, keyOfFacts } from './describe-change.ts';
import { FrontChart } from './front-chart.tsx';
import { listFrontPoints, sayNothingWithin, TONES, writeLoss, writeVerdict } from './read-front.ts';

type Answer = NonNullable<ModelAnswerQuery['model']>['answer'];

export interface AnswerPanelProps {
  readonly answer: Answer;
  readonly slug: string;
  readonly name: string;
  /** The models to choose from, beside this one; null on the page of a model, which is about this one. */
  readonly models: readonly { readonly slug: string; readonly name: string }[] | null;
  readonly question: Question;
  /** The files of the model that the answer names; null if nobody wrote them yet. */
  readonly artefact: ArtefactFactsFragment | null;
  readonly query: QuerySource;
}

/** One question as a sentence with its choices, one answer with its figures and its command, and the chart of loss against saving. */
export function AnswerPanel({ answer, slug, name, models, question, artefact, query }: AnswerPanelProps): ReactNode {
  const [pending, startTransition] = useTransition();
  const [, setParams] = useQueryStates(answerParsers, { shallow: false, scroll: false, startTransition });
  const [picked, setPicked] = useState<EntryFactsFragment | null>(null);
  const saved = fromSaving(answer.save);
  const points = useMemo(() => listFrontPoints(answer.front, saved), [answer.front, saved]);
  const key = answer.change && keyOfFacts(answer.change);
  const ask: Ask = (wanted) => {
    setPicked(null);
    return setParams(wanted);
  };
  const entry = picked ?? answer.front.find(({ change }) => keyOfFacts(change) === key) ?? null;
  const command = picked === null ? answer.command : picked.command;
  return (
    <div className={styles.answer} aria-busy={pending}>
      <QuestionSentence slug={slug} name={name} models={models} question={question} ask={ask} />
      <div className={styles.columns}>
        <section className={`${panel.panel} ${styles.card}`} aria-label="Answer" aria-live="polite">
          {picked === null ? (
            <Sentence answer={answer} question={question} />
          ) : (
            <Picked entry={picked} limit={question.limit} onClose={() => setPicked(null)} />
          )}
          {entry && <Figures entry={entry} />}
          {entry && <TaskLosses entry={entry} />}
          {command !== null && (
            <div>
              <Command text={command} />
              {/* The first page says it below the commands for one's own model. */}
              {models === null && <CommandPlace />}
            </div>
          )}
          {picked === null && artefact && <Downloads artefact={artefact} />}
          {picked === null && <Alternatives answer={answer} limit={question.limit} onPick={setPicked} />}
          <HowSure answer={answer} entry={entry} />
        </section>
        {points.length > 0 && (
          <FrontChart
            slug={slug}
            points={points}
            question={{ ...question, save: saved }}
            answer={key}
            onAsk={ask}
            onPick={(point) => setPicked(point.entry)}
            query={query}
          />
        )}
      </div>
    </div>
  );
}

interface QuestionProps extends Pick<AnswerPanelProps, 'slug' | 'name' | 'models' | 'question'> {
  readonly ask: Ask;
}

function QuestionSentence({ slug, name, models, question: { limit, save, smaller }, ask }: QuestionProps): ReactNode {
  const isSize = smaller !== null;
  return (
    <div className={styles.question}>
      <p className={styles.sentence}>
        {models !== null && (
          <>
            {'Of '}
            <select aria-label="Model" className={styles.choice} value={slug} onChange={(event) => ask({ model: event.target.value })}>
              {models.every((model) => model.slug !== slug) && <option value={slug}>{name}</option>}
              {models.map((model) => (
                <option key={model.slug} value={model.slug}>
                  {model.name}
                </option>
              ))}
            </select>{' '}
          </>
        )}
        <select
          aria-label="Question"
          className={styles.choice}
          value={isSize ? 'size' : 'loss'}
          onChange={(event) => ask({ smaller: event.target.value === 'size' ? DEFAULT_SIZE : null })}
        >
          <option value="loss">{models === null ? 'Take' : 'take'} out what costs at most</option>
          <option value="size">{models === null ? 'Make' : 'make'} the file smaller by</option>
        </select>{' '}
        <output className={styles.limit}>{numbers.percent(smaller ?? limit)}</output>
        {!isSize && (
          <>
            {' more perplexity, to save '}
            <select
              aria-label="Quantity to save"
              className={styles.choice}
              value={save}
              onChange={(event) => ask({ save: SAVINGS.find((name) => name === event.target.value) ?? save })}
            >
              {SAVINGS.map((name) => (
                <option key={name} value={name}>
                  {name}
                </option>
              ))}
            </select>
          </>
        )}
      </p>
      {isSize ? (
        <Slider key="size" label="Smaller by" offered={SIZES} value={smaller} onChoose={(share) => ask({ smaller: share })} />
      ) : (
        <Slider key="loss" label="Largest loss" offered={LIMITS} value={limit} onChoose={(lose) => ask({ lose })} />
      )}
    </div>
  );
}

/** The size that the switch begins with. */
const DEFAULT_SIZE = 0.05;

interface SliderProps {
  readonly label: string;
  /** Ascending shares. */
  readonly offered: readonly number[];
  readonly value: number;
  readonly onChoose: (value: number) => unknown;
}

/** A slider over shares. The answer follows while it is dragged. */
function Slider({ label, offered, value, onChoose }: SliderProps): ReactNode {
  const shares = offered.includes(value) ? offered : [...offered, value].sort((a, b) => a - b);
  const [place, setPlace] = useState(shares.indexOf(value));
  const [known, setKnown] = useState(value);
  if (known !== value) {
    // The question came from elsewhere: the chart, the address, or the browser's back button.
    setKnown(value);
    if (shares[place] !== value) setPlace(shares.indexOf(value));
  }
  return (
    <input
      type="range"
      aria-label={label}
      aria-valuetext={numbers.percent(shares[place])}
      className={styles.slider}
      style={{ '--share': `${(100 * place) / (shares.length - 1)}%` } as CSSProperties}
      min={0}
      max={shares.length - 1}
      value={place}
      onChange={(event) => {
        const chosen = shares[event.target.valueAsNumber];
        setPlace(event.target.valueAsNumber);
        if (chosen !== undefined) onChoose(chosen);
      }}
    />
  );
}

/** The answer, and in smaller letters what the model can no longer do. */
function Sentence({ answer, question }: { readonly answer: Answer; readonly question: Question }): ReactNode {
  return (
    <>
      <div>
        <Badge tone={isAnswered(answer, question) ? 'good' : 'plain'}>{sayVerdict(answer, question)}</Badge>
      </div>
      <p className={styles.head}>{keepUnits(answer.sentence)}</p>
      {answer.caveat !== null && <p>{answer.caveat}</p>}
    </>
  );
}

function isAnswered({ verdict, change }: Answer, { smaller }: Question): boolean {
  return smaller === null ? verdict === 'WITHIN' : change !== null;
}

function sayVerdict(answer: Answer, question: Question): string {
  const { limit, smaller } = question;
  if (answer.front.length === 0) return 'Not measured';
  if (smaller !== null) return `${isAnswered(answer, question) ? 'At least' : 'Nothing measured is'} ${numbers.percent(smaller)} smaller`;
  return isAnswered(answer, question) ? `Within ${numbers.percent(limit)}` : sayNothingWithin(fromSaving(answer.save), limit);
}

interface PickedProps {
  readonly entry: EntryFactsFragment;
  readonly limit: number;
  readonly onClose: () => void;
}

function Picked({ entry, limit, onClose }: PickedProps): ReactNode {
  const change = describeFacts(entry.change, true);
  return (
    <>
      <div className={styles.line}>
        <Badge tone={TONES[entry.verdict]}>{writeVerdict(entry.verdict, limit)}</Badge>
        <button type="button" className={panel.action} onClick={onClose}>
          Back to the answer
        </button>
      </div>
      <p className={styles.head}>{keepUnits(`${capitalise(change)}: ${writeLoss(entry.textLoss)} perplexity on ${entry.worstText}`)}</p>
      {entry.caveat !== null && <p>{entry.caveat}</p>}
    </>
  );
}

/** Before and after, in figures. A quantity that was not measured, or that the change does not alter, has none. */
function Figures({ entry: { saved, changedWords } }: { readonly entry: EntryFactsFragment }): ReactNode {
  const writing = saved.speed?.writing ?? null;
  const figures: (readonly [term: string, value: string, aside: string])[] = [
    saved.bytesBefore === null
      ? ['Parameters', ...beforeAfter(saved.parametersBefore, saved.parametersAfter, numbers.compact)]
      : ['File', ...beforeAfter(saved.bytesBefore, saved.bytesAfter, (bytes) => formatBytes(bytes))],
  ];
  const { cacheBytesPerTokenBefore: cacheBefore, cacheBytesPerTokenAfter: cacheAfter } = saved;
  if (cacheBefore !== null && cacheAfter !== null && cacheBefore !== cacheAfter)
    figures.push(['Cache per token', ...beforeAfter(cacheBefore, cacheAfter, (bytes) => formatBytes(bytes))]);
  if (writing !== null)
    figures.push([
      'Writing speed',
      `${numbers.fixed(writing.ratio, 2)} ×`,
      writing.interval ? formatInterval(writing.interval, (value) => numbers.fixed(value, 2)) : '',
    ]);
  if (changedWords !== null) figures.push(['Next words unchanged', `${numbers.integer(100 * (1 - changedWords))} of 100`, '']);
  return (
    <dl className={styles.figures}>
      {figures.map(([term, value, aside]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>
            {value} {aside !== '' && <small>{aside}</small>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** The losses on benchmarks: beside the sentence, so that no loss on text hides them. */
function TaskLosses({ entry: { taskLosses } }: { readonly entry: EntryFactsFragment }): ReactNode {
  if (taskLosses.length === 0) return null;
  return (
    <ul className={styles.note} aria-label="Benchmarks">
      {taskLosses.map((task) => (
        <li key={task.task}>{keepUnits(describeTaskLoss(task))}</li>
      ))}
    </ul>
  );
}

function beforeAfter(before: number | null, after: number | null, write: (value: number) => string): readonly [string, string] {
  if (before === null || after === null) return ['not known', ''];
  return [keepUnits(`${write(before)} → ${write(after)}`), numbers.percent(after / before - 1, 1)];
}

function Downloads({ artefact: { bytes, files } }: { readonly artefact: ArtefactFactsFragment }): ReactNode {
  if (bytes === null) return null;
  const [only, ...others] = files;
  if (only && others.length === 0)
    return (
      <a className={styles.download} href={`/api${only.download}`} download>
        Download the smaller model · {formatBytes(bytes)}
      </a>
    );
  return (
    <Popover label={`Download the smaller model · ${formatBytes(bytes)}`} icon="download">
      <ArtefactLinks artefact={{ bytes, files }} />
    </Popover>
  );
}

interface AlternativesProps {
  readonly answer: Answer;
  readonly limit: number;
  readonly onPick: (entry: EntryFactsFragment) => void;
}

/** Other changes, a line each. What the model can then no longer do stands with the one that is chosen. */
function Alternatives({ answer: { alternatives }, limit, onPick }: AlternativesProps): ReactNode {
  if (alternatives.length === 0) return null;
  return (
    <ul className={styles.note} aria-label="Other changes">
      {alternatives.map((entry) => (
        <li key={keyOfFacts(entry.change)}>
          <button type="button" className={styles.alternative} onClick={() => onPick(entry)}>
            {keepUnits(`${writeVerdict(entry.verdict, limit)}: ${describeAlternative(entry)}`)}
          </button>
        </li>
      ))}
    </ul>
  );
}

/** `with Latin tokens only, +2.2 % perplexity, 160 MB` */
function describeAlternative({ change, textLoss, saved }: EntryFactsFragment): string {
  const size = saved.bytesAfter === null ? [] : [formatBytes(saved.bytesAfter)];
  return [describeFacts(change), `${writeLoss(textLoss)} perplexity`, ...size].join(', ');
}

/** The numbers behind the verdict, one click away. */
function HowSure({ answer, entry }: { readonly answer: Answer; readonly entry: EntryFactsFragment | null }): ReactNode {
  return (
    <details className={styles.note}>
      <summary>How sure is that?</summary>
      <ul>
        {entry?.textLosses.map(({ text, source, loss, low, high, judges, windows, contextTokens }) => (
          <li key={text}>
            {text} ({source}, {numbers.integer(windows)} windows of {numbers.integer(contextTokens)} tokens): {writeLoss(loss)}
            {low !== null && high !== null && ` (${writeLoss(low)} to ${writeLoss(high)})`}
            {judges ? '' : '; this source chose or repaired the change, so a small loss here proves nothing'}
          </li>
        ))}
        {entry?.taskLosses.map(
          ({ task, detectableLoss }) =>
            detectableLoss !== null && (
              <li key={task}>
                {task}: these questions show a loss of {numbers.percent(detectableLoss, 0)} or more.
              </li>
            ),
        )}
        <li>
          Each of the {numbers.integer(answer.front.length)} judged changes is tested on every text on which it was measured, with Holm’s
          correction over all of them, at 5 %.
        </li>
        {answer.benchmarksLeftOut.length > 0 && (
          <li>{answer.benchmarksLeftOut.join(', ')} cannot show a loss: the whole model does not beat guessing there.</li>
        )}
        {answer.changesLeftOut.map(({ why, count }) => (
          <li key={why}>
            Left out, {numbers.integer(count)}: {why}.
          </li>
        ))}
      </ul>
    </details>
  );
}
