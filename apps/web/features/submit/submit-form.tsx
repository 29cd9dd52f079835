'use client';

import { BUNDLED_TEXTS, DEFAULT_STOPPING_RULE, WINDOW_TOKENS } from '@lamina/benchmarks';
import { toKebabName } from '@lamina/metrics';
import type { UnitKind } from '@lamina/plans';
import { completeSettings } from '@lamina/strategies';
import { useRouter } from 'next/navigation';
import { useQueryStates } from 'nuqs';
import { type ReactNode, useRef } from 'react';
import { type Strategy, SubmitStudyDocument, type SubmitStudyInput } from '../../generated/graphql.ts';
import { sendApi } from '../api/send-api.ts';
import { toStrategyName } from '../pruning/strategy-name.ts';
import { type Member, SIGNING_IN } from '../session/session.ts';
import { SignIn } from '../session/sign-in.tsx';
import control from '../ui/control.module.css';
import { countOf, formatSeconds } from '../ui/format.ts';
import problemStyles from '../ui/problem.module.css';
import { useAction } from '../ui/use-action.ts';
import { EffortChoice, STANDARD } from './effort-choice.tsx';
import { estimateStudy, type StudyEstimate } from './estimate-study.ts';
import type { ModelChoice, SubmitOptions } from './load-submit.ts';
import { ModelPicker } from './model-picker.tsx';
import { RegisterModel } from './register-model.tsx';
import { SettingField } from './setting-field.tsx';
import { type Settings, type SettingValue, toInput } from './study-fields.ts';
import styles from './submit.module.css';
import { submitParsers } from './submit-params.ts';

export interface SubmitFormProps {
  readonly options: SubmitOptions;
  readonly member: Member | null;
  readonly hasProvider: boolean;
}

/** The form. Its state is in the URL, so that a study can be prepared, shared and submitted by another person. */
export function SubmitForm({ options, member, hasProvider }: SubmitFormProps): ReactNode {
  const [params, setParams] = useQueryStates(submitParsers, { scroll: false });
  const usual: Settings = {
    calibration: options.calibrationSets[0]?.slug ?? null,
    benchmarks: options.benchmarks.map(({ name }) => name),
    texts: BUNDLED_TEXTS,
    ...STANDARD.settings,
  };
  const settings: Settings = { ...usual, ...params.settings };
  const change = (changes: Settings) => {
    const changed = Object.entries({ ...settings, ...changes }).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(usual[name] ?? null),
    );
    return setParams({ settings: changed.length === 0 ? null : Object.fromEntries(changed) });
  };
  const models = options.models.filter(({ slug }) => params.models.includes(slug));
  const describeTime = (other: Settings) => writeTime(estimateAll(models, options, { ...settings, ...other }));
  return (
    <div className={styles.layout}>
      <div className={styles.form}>
        <ModelPicker options={options} chosen={params.models} find={params.find} onChange={(chosen) => setParams({ models: chosen })} />
        <RegisterModel mayRegister={member?.mayScore ?? false} folders={options.modelFolders} />
        <EffortChoice settings={settings} describeTime={describeTime} onChange={change} />
        <details className={styles.all}>
          <summary>All settings</summary>
          <div className={styles.settings}>
            {options.fields.map((field) => (
              <SettingField
                key={field.name}
                field={field}
                value={settings[field.name] ?? null}
                onChange={(value) => change({ [field.name]: value })}
              />
            ))}
          </div>
        </details>
      </div>
      <aside className={styles.side}>
        {models.length > 0 && <Estimate estimates={estimateAll(models, options, settings)} />}
        <Submission input={toInput(params.models, options.fields, settings)} member={member} />
        {/* The URL contains the whole form, so it is unchanged after sign-in. */}
        {member === null && (
          <SignIn
            key={JSON.stringify(params)}
            next={typeof window === 'undefined' ? '/submit' : `${window.location.pathname}${window.location.search}`}
            hasProvider={hasProvider}
          />
        )}
      </aside>
    </div>
  );
}

/** The studies of the chosen models. Settings of another shape, which an address may have, count as the API's defaults. */
function estimateAll(models: readonly ModelChoice[], options: SubmitOptions, settings: Settings): readonly StudyEstimate[] {
  const speeds = options.models.map(({ speed }) => speed);
  const text = options.calibrationSets.find(({ slug }) => slug === settings.calibration);
  const reading = completeReading(settings.reading);
  const limit = typeof settings.limit === 'number' && settings.limit >= 1 ? settings.limit : Number.POSITIVE_INFINITY;
  return models.map(({ blockCount, speed }) =>
    estimateStudy({
      blockCount,
      speed,
      reference: speeds.find(({ tokensPerSecond, requestsPerSecond }) => tokensPerSecond !== null && requestsPerSecond !== null) ?? null,
      // A text that is not known costs nothing yet.
      textTokens: text?.tokenCount ?? 0,
      strategies: toList<Strategy>(settings.strategies).map(toStrategyName),
      units: toList<readonly Uppercase<UnitKind>[]>(settings.units).map((kinds) => kinds.map((kind) => toKebabName(kind))),
      counts: toList<number>(settings.counts),
      namedCount: settings.removals ? 1 : 0,
      seedCount: toList(settings.seeds).length,
      search: completeSettings(settings),
      repairCount: settings.repairs ? 1 : 0,
      benchmarks: options.benchmarks
        .filter(({ name }) => toList(settings.benchmarks).includes(name))
        .map(({ documentCount, chance }) => ({ chance, documentCount: Math.min(documentCount, limit) })),
      losses: { windowTokens: toList(settings.texts).map(() => reading.contextTokens), reading },
      hasSpeed: settings.efficiency === true,
    }),
  );
}

/** How much of a text is read: what is not set has the API's default. */
function completeReading(given: SettingValue | undefined) {
  const set = typeof given === 'object' && given !== null && !Array.isArray(given) ? (given as Settings) : {};
  const read = (name: string, usual: number): number => (typeof set[name] === 'number' ? set[name] : usual);
  return {
    contextTokens: read('contextTokens', WINDOW_TOKENS),
    minimum: read('minimum', DEFAULT_STOPPING_RULE.minimum),
    maximum: read('maximum', DEFAULT_STOPPING_RULE.maximum),
  };
}

function toList<Item>(value: SettingValue | undefined): readonly Item[] {
  return Array.isArray(value) ? (value as readonly Item[]) : [];
}

/** Empty without a model: what it takes depends on the model. */
function writeTime(estimates: readonly StudyEstimate[]): string {
  if (estimates.length === 0) return '';
  const measured = estimates.map(({ seconds }) => seconds).filter((seconds) => seconds !== null);
  return measured.length < estimates.length
    ? 'time not known yet'
    : `about ${formatSeconds(measured.reduce((sum, each) => sum + each, 0))}`;
}

/** The time of the studies, and what it rests on. */
function Estimate({ estimates }: { readonly estimates: readonly StudyEstimate[] }): ReactNode {
  const removals = estimates.reduce((sum, estimate) => sum + estimate.removals, 0);
  return (
    <section className={styles.estimate} aria-label="Estimate" aria-live="polite">
      <strong data-estimate="time">{writeTime(estimates)}</strong>
      <p className={styles.hint}>
        {countOf(removals, 'pruned model')} on one worker, from speeds measured here: scores, searches, losses on texts, benchmarks, and
        speed where it is asked for. Models that share most of their blocks take less.
        {estimates.some(({ isScaled }) => isScaled) &&
          ' The speed of a model that was never measured is scaled from another by parameters.'}
      </p>
    </section>
  );
}

interface SubmissionProps {
  readonly input: SubmitStudyInput;
  readonly member: Member | null;
}

function Submission({ input, member }: SubmissionProps): ReactNode {
  const router = useRouter();
  const { busy, problem, run } = useAction();
  // One key per state of the form, so that a double click or a retry after a lost answer creates only one study.
  const key = useRef({ form: '', value: '' });
  const count = input.models.length;
  const submit = () =>
    run(async () => {
      const form = JSON.stringify(input);
      if (key.current.form !== form) key.current = { form, value: crypto.randomUUID() };
      const { submitStudy } = await sendApi(SubmitStudyDocument, { input: { ...input, idempotencyKey: key.current.value } });
      const [first, ...others] = submitStudy.studies;
      router.push(others.length === 0 && first ? `/jobs?study=${encodeURIComponent(first.id)}` : '/jobs');
    });
  return (
    <section className={styles.submission} aria-label="Submit">
      {count === 0 && <p className={styles.hint}>Choose a model.</p>}
      {member && !member.mayScore && <p className={styles.hint}>{member.name} may not submit: the token lacks the scope SCORE.</p>}
      <button type="button" className={control.primary} onClick={submit} disabled={count === 0 || member?.mayScore !== true || busy}>
        {busy ? 'Submitting …' : count > 1 ? `Submit ${count} studies` : 'Submit the study'}
      </button>
      <p role="alert" className={problemStyles.problem}>
        {problem}
      </p>
      {member === null && <p className={styles.hint}>{SIGNING_IN} The form stays as it is.</p>}
    </section>
  );
}
