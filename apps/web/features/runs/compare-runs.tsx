'use client';

import {
  compareRuns,
  describeLeftOut,
  describeRuns,
  formatRunsMarkdown,
  RUN_COLUMNS,
  type RunFile,
  type RunsComparison,
  readRun,
  type TaskDifference,
} from '@lamina/benchmarks';
import { AppError } from '@lamina/errors';
import { capitalise } from '@lamina/plans';
import { type ReactNode, useMemo, useState } from 'react';
import { saveFile } from '../export/save-item.tsx';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/data-table.tsx';
import control from '../ui/control.module.css';
import { countOf } from '../ui/format.ts';
import panel from '../ui/panel.module.css';
import problemStyles from '../ui/problem.module.css';
import { Section } from '../ui/section.tsx';
import upload from '../upload/upload.module.css';

/** The reader's choice for one side. */
interface Chosen {
  readonly files: readonly RunFile[];
  readonly isFolder: boolean;
}

const NOTHING: Chosen = { files: [], isFolder: false };

/** Two runs chosen as files or folders, and their comparison: the verdict first, then a metric of a task a row. */
export function CompareRuns(): ReactNode {
  const [first, setFirst] = useState(NOTHING);
  const [second, setSecond] = useState(NOTHING);
  const outcome = useMemo(() => compare(first, second), [first, second]);
  return (
    <>
      <div className={panel.pair}>
        <Chooser name="First run" chosen={first} onChoose={setFirst} />
        <Chooser name="Second run" chosen={second} onChoose={setSecond} />
      </div>
      {typeof outcome === 'string' && (
        <p className={problemStyles.problem} role="alert">
          {outcome}
        </p>
      )}
      {outcome !== null && typeof outcome === 'object' && <Compared result={outcome} />}
    </>
  );
}

/** Null until both are chosen; a text says why they cannot be compared. */
function compare(first: Chosen, second: Chosen): RunsComparison | string | null {
  if (first === NOTHING || second === NOTHING) return null;
  const isUnnamed = [first, second].every(({ files, isFolder }) => files.length === 1 && !isFolder);
  try {
    return compareRuns(readRun(first.files, 'the first run', isUnnamed), readRun(second.files, 'the second run', isUnnamed));
  } catch (error) {
    if (error instanceof AppError) return error.message;
    throw error;
  }
}

interface ChooserProps {
  readonly name: string;
  readonly chosen: Chosen;
  readonly onChoose: (chosen: Chosen) => void;
}

function Chooser({ name, chosen, onChoose }: ChooserProps): ReactNode {
  const choose = async (list: FileList | null, isFolder: boolean): Promise<void> => {
    // Results and configurations lie beside the samples.
    const files = Array.from(list ?? []).filter((file) => file.name.endsWith('.jsonl')); // only inputs of other types have no list
    const read = files.map(async (file) => ({ path: file.webkitRelativePath || file.name, text: await file.text() }));
    onChoose({ files: await Promise.all(read), isFolder });
  };
  return (
    <section className={`${panel.panel} ${panel.stack}`} aria-label={name}>
      <h2>{name}</h2>
      <label className={control.field}>
        Files of samples (samples_*.jsonl)
        <input className={upload.choose} type="file" multiple accept=".jsonl" onChange={({ target }) => void choose(target.files, false)} />
      </label>
      <label className={control.field}>
        Or the folder of --output_path
        <input className={upload.choose} type="file" {...FOLDER} onChange={({ target }) => void choose(target.files, true)} />
      </label>
      <p role="status">{chosen === NOTHING ? 'Nothing is chosen.' : `${countOf(chosen.files.length, 'file')} of samples`}</p>
    </section>
  );
}

/** Every browser has it; React's types do not. */
const FOLDER = { webkitdirectory: '' };

function Compared({ result }: { readonly result: RunsComparison }): ReactNode {
  const sentence = describeRuns(result);
  const save = (ending: string, type: string, text: string) => saveFile(`compare-runs.${ending}`, new Blob([text], { type }));
  return (
    <Section
      id="verdict"
      title="Is there a difference?"
      intro={<strong role="status">{sentence}</strong>}
      actions={
        <div className={panel.facts}>
          <button
            type="button"
            className={panel.action}
            onClick={() => save('json', 'application/json', JSON.stringify({ ...result, sentence }, null, 2))}
          >
            Save JSON
          </button>
          <button type="button" className={panel.action} onClick={() => save('md', 'text/markdown', formatRunsMarkdown(result))}>
            Save Markdown
          </button>
        </div>
      }
    >
      <DataTable
        title="Two runs, paired by document"
        name="run"
        rows={result.rows}
        columns={COLUMNS}
        getRowId={({ task, filter, metric }) => `${task}/${filter}/${metric}`}
        rowHeader="task"
        status={countOf(result.rows.length, 'comparison')}
        empty="Nothing can be compared."
      />
      {[METHOD, ...describeLeftOut(result)].map((line) => (
        <p key={line} className={panel.lead}>
          {line}
        </p>
      ))}
    </Section>
  );
}

const METHOD =
  'Paired by document, and checked to be the same documents. McNemar’s exact test of accuracies, a paired interval, Holm’s correction over the tasks of each metric. “Could show” is the smallest difference that these documents would have shown with 80 % power.';

const COLUMNS: readonly Column<TaskDifference>[] = RUN_COLUMNS.map(({ title, isNumeric, value, text }) => ({
  id: title.replaceAll(/\W+/g, '-').toLowerCase(),
  title: capitalise(title),
  numeric: isNumeric,
  width: title === '95 %' ? 180 : isNumeric ? 95 : 150,
  value,
  text,
}));
