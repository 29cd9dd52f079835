'use client';

import { useQueryStates } from 'nuqs';
import { type CSSProperties, type ReactNode, useMemo, useState, useTransition } from 'react';
import type { ArtefactFactsFragment, EntryFactsFragment, ModelAnswerQuery } from '../../generated/graphql.ts';
import { ArtefactLinks } from '../pruning/artefact-links.tsx';
import type { QuerySource } from '../query/query-source.ts';
import { Badge } from '../ui/badge.tsx';
import { CopyItem } from '../ui/copy-item.tsx';
import { formatBytes } from '../ui/format.ts';
import { formatInterval } from '../ui/interval.ts';
import { numbers } from '../ui/numbers.ts';
import panel from '../ui/panel.module.css';
import { Popover } from '../ui/popover.tsx';
import styles from './answer.module.css';
import { answerParsers, fromSaving, LIMITS, SAVINGS, type SavingName } from './answer-params.ts';
import { describeFacts, keyOfFacts } from './describe-change.ts';
import { FrontChart } from './front-chart.tsx';
import { type FrontPoint, listFrontPoints, NOT_MEASURED, sayNothingSafe, VERDICTS, writeLoss } from './read-front.ts';

type Answer = NonNullable<ModelAnswerQuery['model']>['answer'];

export interface AnswerPanelProps {
  readonly answer: Answer;
  readonly slug: string;
  /** The models to choose from; null on the page of a model, which is about this one. */
  readonly models: readonly { readonly slug: string; readonly name: string }[] | null;
  readonly limit: number;
  readonly save: SavingName;
  /** The files of the model that the answer names; null if nobody wrote them yet. */
  readonly artefact: ArtefactFactsFragment | null;
  readonly query: QuerySource;
}

/** One question as a sentence with three choices, one answer with its figures and its command, and the chart of loss against saving. */
export function AnswerPanel({ answer, slug, models, limit, save, artefact, query }: AnswerPanelProps): ReactNode {
  const [pending, startTransition] = useTransition();
  const [, setParams] = useQueryStates(answerParsers, { shallow: false, scroll: false, startTransition });
  const [picked, setPicked] = useState<FrontPoint | null>(null);
  // Where nothing is known of the asked quantity, the answer speaks of another.
  const saved = fromSaving(answer.save);
  const points = useMemo(() => listFrontPoints(answer.front, saved), [answer.front, saved]);
  const key = answer.change && keyOfFacts(answer.change);
  const ask = (wanted: Partial<{ model: string; lose: number; save: SavingName }>) => {
    setPicked(null);
    return setParams(wanted);
  };
  const entry = picked?.entry ?? answer.front.find(({ change }) => keyOfFacts(change) === key) ?? null;
  const command = picked === null ? answer.command : picked.entry.command;
  return (
    <div className={pending ? `${styles.answer} ${styles.pending}` : styles.answer} aria-busy={pending}>
      <Question {...{ slug, models, limit, save, ask }} />
      <div className={styles.columns}>
        <section className={`${panel.panel} ${styles.card}`} aria-label="Answer" aria-live="polite">
          {picked === null ? <Sentence answer={answer} limit={limit} /> : <Picked point={picked} onClose={() => setPicked(null)} />}
          {entry && <Figures entry={entry} />}
          {command !== null && <Command text={command} />}
          {picked === null && artefact && <Downloads artefact={artefact} />}
          {picked === null && <Alternatives answer={answer} />}
          <HowSure answer={answer} entry={entry} />
        </section>
        {points.length > 0 && (
          <FrontChart
            slug={slug}
            points={points}
            save={saved}
            limit={limit}
            answer={key}
            onLimit={(lose) => ask({ lose })}
            onPick={setPicked}
            query={query}
          />
        )}
      </div>
    </div>
  );
}

interface QuestionProps extends Pick<AnswerPanelProps, 'slug' | 'models' | 'limit' | 'save'> {
  readonly ask: (wanted: Partial<{ model: string; lose: number; save: SavingName }>) => unknown;
}

function Question({ slug, models, limit, save, ask }: QuestionProps): ReactNode {
  const limits: readonly number[] = LIMITS.some((one) => one === limit) ? LIMITS : [...LIMITS, limit].sort((a, b) => a - b);
  const [shown, setShown] = useState<number | null>(null);
  const place = shown ?? limits.indexOf(limit);
  const choose = () => {
    const lose = limits[place];
    setShown(null);
    if (lose !== undefined && lose !== limit) ask({ lose });
  };
  return (
    <div className={styles.question}>
      <p className={styles.sentence}>
        {models === null ? 'Take out what costs at most ' : 'Of '}
        {models !== null && (
          <>
            <select aria-label="Model" className={styles.choice} value={slug} onChange={(event) => ask({ model: event.target.value })}>
              {models.map((model) => (
                <option key={model.slug} value={model.slug}>
                  {model.name}
                </option>
              ))}
            </select>
            {' take out what costs at most '}
          </>
        )}
        <output className={styles.limit}>{numbers.percent(limits[place])}</output>
        {' more perplexity, to save '}
        <select
          aria-label="What to save"
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
      </p>
      <input
        type="range"
        aria-label="Largest loss"
        aria-valuetext={numbers.percent(limits[place])}
        className={styles.slider}
        style={{ '--share': `${(100 * place) / (limits.length - 1)}%` } as CSSProperties}
        min={0}
        max={limits.length - 1}
        value={place}
        onChange={(event) => setShown(event.target.valueAsNumber)}
        onPointerUp={choose}
        onKeyUp={choose}
        onBlur={choose}
      />
    </div>
  );
}

function Sentence({ answer, limit }: { readonly answer: Answer; readonly limit: number }): ReactNode {
  const isSafe = answer.verdict === 'SAFE';
  const verdict = isSafe ? `Safe at ${numbers.percent(limit)}` : sayNothingSafe(fromSaving(answer.save), limit);
  return (
    <>
      <div>
        <Badge tone={isSafe ? 'good' : 'plain'}>{answer.front.length === 0 ? 'Not measured' : verdict}</Badge>
      </div>
      <p className={styles.head}>{answer.sentence.replaceAll(' %', '\u00a0%')}</p>
    </>
  );
}

function Picked({ point: { entry }, onClose }: { readonly point: FrontPoint; readonly onClose: () => void }): ReactNode {
  const { word, tone } = VERDICTS[entry.verdict];
  const change = describeFacts(entry.change, true);
  return (
    <>
      <div className={styles.line}>
        <Badge tone={tone}>{word}</Badge>
        <button type="button" className={panel.action} onClick={onClose}>
          Back to the answer
        </button>
      </div>
      <p className={styles.head}>
        {change.slice(0, 1).toUpperCase()}
        {change.slice(1)}: {writeLoss(entry.textLoss)} perplexity
      </p>
      {entry.documentsToDecide !== null && (
        <p className={styles.note}>About {numbers.integer(entry.documentsToDecide)} documents of each text would decide it.</p>
      )}
      {entry.verdict === 'POSSIBLE' && entry.unmeasuredTexts.length > 0 && (
        <p className={styles.note}>It was judged on one source. Measuring it on {entry.unmeasuredTexts.join(' and ')} would decide it.</p>
      )}
    </>
  );
}

/** Before and after, in four figures. */
function Figures({ entry: { saved, changedWords } }: { readonly entry: EntryFactsFragment }): ReactNode {
  const writing = saved.speed?.writing ?? null;
  const figures: readonly (readonly [term: string, value: string, aside: string])[] = [
    saved.bytesBefore === null
      ? ['Parameters', ...beforeAfter(saved.parametersBefore, saved.parametersAfter, numbers.compact)]
      : ['File', ...beforeAfter(saved.bytesBefore, saved.bytesAfter, (bytes) => formatBytes(bytes))],
    ['Cache per token', ...beforeAfter(saved.cacheBytesPerTokenBefore, saved.cacheBytesPerTokenAfter, (bytes) => formatBytes(bytes))],
    [
      'Writing speed',
      writing === null ? NOT_MEASURED : `${numbers.fixed(writing.ratio, 2)} ×`,
      writing?.interval ? formatInterval(writing.interval, (value) => numbers.fixed(value, 2)) : '',
    ],
    ['Next words unchanged', changedWords === null ? NOT_MEASURED : `${numbers.integer(100 * (1 - changedWords))} of 100`, ''],
  ];
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

function beforeAfter(before: number | null, after: number | null, write: (value: number) => string): readonly [string, string] {
  if (before === null || after === null) return ['not known', ''];
  const keep = (value: number) => write(value).replaceAll(' ', '\u00a0');
  return [`${keep(before)} → ${keep(after)}`, numbers.percent(after / before - 1, 1)];
}

/** A command that a reader can run. */
function Command({ text }: { readonly text: string }): ReactNode {
  return (
    <div className={styles.command}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <code tabIndex={0} data-command="">
        {text}
      </code>
      <CopyItem label="Copy" icon="copy" getText={() => text} />
    </div>
  );
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

function Alternatives({ answer: { alternatives } }: { readonly answer: Answer }): ReactNode {
  if (alternatives.length === 0) return null;
  return (
    <ul className={styles.note}>
      {alternatives.map((entry) => (
        <li key={keyOfFacts(entry.change)}>
          {VERDICTS[entry.verdict].word}: {describeFacts(entry.change)}, {writeLoss(entry.textLoss)} perplexity.
        </li>
      ))}
    </ul>
  );
}

/** The numbers behind the verdict, one click away. */
function HowSure({ answer, entry }: { readonly answer: Answer; readonly entry: EntryFactsFragment | null }): ReactNode {
  return (
    <details className={styles.note}>
      <summary>How sure is that?</summary>
      <ul>
        {entry?.textLosses.map(({ text, source, loss, low, high, judges, documents }) => (
          <li key={text}>
            {text} ({source}, {numbers.integer(documents)} documents): {writeLoss(loss)}
            {low !== null && high !== null && ` (${writeLoss(low)} to ${writeLoss(high)})`}
            {judges ? '' : '; it does not judge, because this source chose or repaired the change'}
          </li>
        ))}
        {entry?.taskLosses.map(({ task, loss, detectableLoss }) => (
          <li key={task}>
            {task}: {numbers.percent(loss, 0)} of its score above chance is lost
            {detectableLoss !== null && `; these questions could have shown ${numbers.percent(detectableLoss, 0)}`}
          </li>
        ))}
        <li>
          Each of the {numbers.integer(answer.front.length)} judged changes is tested on every text that neither chose nor repaired it, with
          Holm’s correction over all of them, at 5 %.
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
