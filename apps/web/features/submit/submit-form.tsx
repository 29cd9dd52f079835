'use client';

import { isRandomStrategy } from '@lamina/strategies';
import { useRouter } from 'next/navigation';
import { useQueryStates } from 'nuqs';
import { type ReactNode, useRef, useState } from 'react';
import { SubmitStudyDocument } from '../../generated/graphql.ts';
import { ApiError } from '../api/api-error.ts';
import { sendApi } from '../api/send-api.ts';
import { getStrategyLabel } from '../pruning/strategy-name.ts';
import { getUnitSetLabel, UNIT_SETS } from '../pruning/unit-sets.ts';
import type { Member } from '../session/session.ts';
import { SignIn } from '../session/sign-in.tsx';
import control from '../ui/control.module.css';
import problemStyles from '../ui/problem.module.css';
import { Select } from '../ui/select.tsx';
import { type Choice, ChoiceList } from './choice-list.tsx';
import { EffortChoice } from './effort-choice.tsx';
import { EstimateCard } from './estimate-card.tsx';
import { estimateModels } from './estimate-models.ts';
import { listProblems } from './list-problems.ts';
import type { SubmitOptions } from './load-submit.ts';
import { ModelPicker } from './model-picker.tsx';
import { NamedUnitsFields } from './named-units-fields.tsx';
import { RegisterModel } from './register-model.tsx';
import { RepairFields } from './repair-fields.tsx';
import { SearchFields } from './search-fields.tsx';
import { isSearching, parseCounts } from './search-settings.ts';
import styles from './submit.module.css';
import { DOCUMENT_LIMITS, STUDY_STRATEGIES, type SubmitParams, submitParsers, WINDOWS } from './submit-params.ts';
import { type FilledForm, toSubmitInput } from './to-submit-input.ts';

export interface SubmitFormProps {
  readonly options: SubmitOptions;
  readonly member: Member | null;
  readonly hasProvider: boolean;
}

const EXTRAS: readonly Choice<SubmitParams['extras'][number]>[] = [
  { value: 'efficiency', label: 'Measure speed and memory', title: 'Whole and pruned, on the machine of the worker.' },
  { value: 'protect-first', label: 'Keep the first block', title: 'Whatever its score.' },
  { value: 'protect-last', label: 'Keep the last block', title: 'Whatever its score.' },
];

const PRECISIONS: readonly Choice<SubmitParams['precisions'][number]>[] = [
  { value: 'fp16', label: '16-bit floats', title: 'The computation does not change.' },
  { value: 'int8', label: 'Int8', title: 'Each weight is rounded to nearest, in blocks of 32 weights.' },
  { value: 'int4', label: 'Int4', title: 'Each weight is rounded to nearest, in blocks of 32 weights.' },
  { value: 'w8a8', label: 'W8A8', title: '8 bits, one scale for each output; activations are rounded to 8 bits too, except inside MLPs.' },
];

const READ_OPTIONS: readonly { readonly value: SubmitParams['read']; readonly label: string }[] = [
  { value: 'whole', label: 'The whole text' },
  { value: 'settled', label: 'Until the lowest blocks are known' },
];

/** The form. Its state is in the URL, so that a study can be prepared, shared and submitted by another person. */
export function SubmitForm({ options, member, hasProvider }: SubmitFormProps): ReactNode {
  const [params, setParams] = useQueryStates(submitParsers, { scroll: false });
  const calibration = options.calibrationSets.find(({ slug }) => slug === params.calibration) ?? options.calibrationSets[0] ?? null;
  const names = params.benchmarks ?? options.benchmarks.map(({ name }) => name);
  const models = options.models.filter(({ slug }) => params.models.includes(slug));
  const problems = listProblems({ params, models, benchmarkCount: names.length, hasCalibration: calibration !== null });
  const estimate = (settings: Partial<SubmitParams>) =>
    calibration === null
      ? []
      : estimateModels({
          models,
          known: options.models,
          calibration,
          repairText: options.calibrationSets.find(({ slug }) => slug === params.repairText) ?? calibration,
          benchmarks: options.benchmarks.filter(({ name }) => names.includes(name)),
          params: { ...params, ...settings },
        });
  const estimates = estimate({});
  // No text is registered before a scorer has scored.
  const chosen = calibration?.slug ?? '';
  return (
    <div className={styles.layout}>
      <div className={styles.form}>
        <ModelPicker options={options} chosen={params.models} find={params.find} onChange={(chosen) => setParams({ models: chosen })} />
        <RegisterModel mayRegister={member?.mayScore ?? false} folders={options.modelFolders} />
        <EffortChoice params={params} estimate={estimate} onChange={setParams} />
        <details className={styles.all}>
          <summary>All settings</summary>
          <fieldset className={styles.field}>
            <legend className={styles.legend}>Calibration text</legend>
            <p className={styles.hint}>{calibration?.description ?? 'The text on which the blocks are scored.'}</p>
            <div className={control.bar}>
              <Select
                label="Text"
                value={chosen}
                options={options.calibrationSets.map(({ slug, name }) => ({ value: slug, label: name }))}
                onChange={(slug) => setParams({ calibration: slug })}
              />
              <Select
                label="Window"
                value={String(params.window)}
                options={[...new Set([...WINDOWS, params.window])].map((size) => ({ value: String(size), label: `${size} tokens` }))}
                onChange={(size) => setParams({ window: Number(size) })}
              />
              <Select label="Read" value={params.read} options={READ_OPTIONS} onChange={(read) => setParams({ read })} />
            </div>
            <p className={styles.hint}>
              Reading until the lowest blocks are known is often eight times faster. If the blocks hardly differ, the whole text is read.
              The whole text gives the most precise scores.
            </p>
          </fieldset>
          <ChoiceList
            legend="Strategies"
            hint="Each strategy chooses which blocks to remove first. A useful strategy must beat the random control. Iterative removal with repair uses a scalar, after each step and for the result."
            name="strategies"
            choices={STUDY_STRATEGIES.map((value) => ({ value, label: getStrategyLabel(value) }))}
            chosen={params.strategies}
            onChange={(strategies) => setParams({ strategies })}
          />
          <ChoiceList
            legend="What to remove"
            hint="Each choice is measured on its own. Relative magnitude, angular span and iterative removal with repair choose whole blocks only. If the attentions and MLPs of a model cannot be removed alone, only whole blocks are removed."
            name="units"
            choices={UNIT_SETS.map((value) => ({ value, label: getUnitSetLabel(value) }))}
            chosen={params.units}
            onChange={(units) => setParams({ units })}
          />
          <Removals params={params} onChange={setParams} />
          {isSearching(params) && <SearchFields settings={params} onChange={setParams} />}
          <NamedUnitsFields texts={params} onChange={setParams} />
          <RepairFields params={params} texts={options.calibrationSets} onChange={setParams} />
          <ChoiceList
            legend="Benchmarks"
            hint="Every pruned model answers the same questions as the whole one."
            name="benchmarks"
            choices={options.benchmarks.map(({ name, category, description }) => ({
              value: name,
              label: name,
              aside: category,
              title: description,
            }))}
            chosen={names}
            onChange={(benchmarks) => setParams({ benchmarks: benchmarks.length === options.benchmarks.length ? null : benchmarks })}
            empty="No benchmark is registered; a scorer registers the bundled ones when it starts."
          />
          <div className={control.bar}>
            <Select
              label="Documents of each benchmark"
              value={String(params.limit ?? '')}
              options={[
                { value: '', label: 'All' },
                ...[...new Set([...DOCUMENT_LIMITS, ...(params.limit === null ? [] : [params.limit])])]
                  .sort((left, right) => left - right)
                  .map((count) => ({ value: String(count), label: `The first ${count}` })),
              ]}
              onChange={(count) => setParams({ limit: count === '' ? null : Number(count) })}
            />
          </div>
          <ChoiceList
            legend="Quantized forms"
            hint="Each form becomes a model with its own study; the estimate does not include them. The page of the model compares them with pruned models of the same size."
            name="precisions"
            choices={PRECISIONS}
            chosen={params.precisions}
            onChange={(precisions) => setParams({ precisions })}
          />
          <ChoiceList legend="Besides" name="extras" choices={EXTRAS} chosen={params.extras} onChange={(extras) => setParams({ extras })} />
        </details>
      </div>
      <aside className={styles.side}>
        {estimates.length > 0 && <EstimateCard estimates={estimates} />}
        <Submission params={{ ...params, calibration: chosen, benchmarks: names }} problems={problems} member={member} />
        {member === null && <SignInHere hasProvider={hasProvider} params={params} />}
      </aside>
    </div>
  );
}

interface RemovalsProps {
  readonly params: SubmitParams;
  readonly onChange: (changes: { readonly counts?: string; readonly seeds?: number }) => void;
}

function Removals({ params, onChange }: RemovalsProps): ReactNode {
  const isWrong = parseCounts(params.counts) === null;
  return (
    <fieldset className={styles.field}>
      <legend className={styles.legend}>How many to remove</legend>
      <p className={styles.hint}>Numbers of units, such as 1, 2, 4. A number that is too large for a model is skipped.</p>
      <div className={control.bar}>
        <label className={control.field}>
          Numbers
          <input
            className={control.input}
            value={params.counts}
            inputMode="numeric"
            aria-invalid={isWrong}
            onChange={(event) => onChange({ counts: event.target.value })}
          />
        </label>
        {params.strategies.some(isRandomStrategy) && (
          <label className={control.field}>
            Seeds of the random control
            <input
              className={control.input}
              type="number"
              min={1}
              max={20}
              value={params.seeds}
              onChange={(event) => onChange({ seeds: Math.min(Math.max(event.target.valueAsNumber || 1, 1), 20) })}
            />
          </label>
        )}
      </div>
    </fieldset>
  );
}

function SignInHere({ hasProvider, params }: { readonly hasProvider: boolean; readonly params: SubmitParams }): ReactNode {
  // The URL contains the whole form, so it is unchanged after sign-in.
  const next = typeof window === 'undefined' ? '/submit' : `${window.location.pathname}${window.location.search}`;
  return <SignIn key={JSON.stringify(params)} next={next} hasProvider={hasProvider} />;
}

interface SubmissionProps {
  readonly params: FilledForm;
  readonly problems: readonly string[];
  readonly member: Member | null;
}

function Submission({ params, problems, member }: SubmissionProps): ReactNode {
  const router = useRouter();
  const [state, setState] = useState<{ readonly busy: boolean; readonly problem: string | null }>({ busy: false, problem: null });
  // One key per state of the form, so that a double click or a retry after a lost answer creates only one study.
  const key = useRef({ form: '', value: '' });
  const submit = async () => {
    const form = JSON.stringify(params);
    if (key.current.form !== form) key.current = { form, value: crypto.randomUUID() };
    setState({ busy: true, problem: null });
    try {
      const { submitStudy } = await sendApi(SubmitStudyDocument, { input: toSubmitInput(params, key.current.value) });
      const [first, ...others] = submitStudy.studies;
      router.push(others.length === 0 && first ? `/jobs?study=${encodeURIComponent(first.id)}` : '/jobs');
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setState({ busy: false, problem: error.message });
    }
  };
  const isReady = problems.length === 0 && member?.mayScore === true;
  return (
    <section className={styles.submission} aria-label="Submit">
      {problems.length > 0 && (
        <ul className={styles.problems}>
          {problems.map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
      )}
      {member && !member.mayScore && <p className={styles.hint}>{member.name} may not submit: the token lacks the scope SCORE.</p>}
      <button type="button" className={control.primary} onClick={submit} disabled={!isReady || state.busy}>
        {state.busy ? 'Submitting …' : params.models.length > 1 ? `Submit ${params.models.length} studies` : 'Submit the study'}
      </button>
      <p role="alert" className={problemStyles.problem}>
        {state.problem}
      </p>
      {member === null && (
        <p className={styles.hint}>
          Signing in lets you register and upload models, submit studies, cancel your jobs, save comparisons and make API tokens. The form
          stays as it is.
        </p>
      )}
    </section>
  );
}
