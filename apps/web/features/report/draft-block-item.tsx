'use client';

import { lazy, type ReactNode, Suspense, useState } from 'react';
import type { DraftBlock } from '../report-draft/report-draft.ts';
import control from '../ui/control.module.css';
import { Icon, type IconName } from '../ui/icon.tsx';
import menu from '../ui/menu.module.css';
import panel from '../ui/panel.module.css';
import { Segments } from '../ui/segments.tsx';
import { Time } from '../ui/time.tsx';
import { ChartPicture } from './chart-picture.tsx';
import styles from './report.module.css';

/** Comes with the first preview: readers who only look at the list do not need the parser of Markdown. */
const ReportMarkdown = lazy(async () => ({ default: (await import('./report-markdown.tsx')).ReportMarkdown }));

export interface DraftBlockItemProps {
  readonly block: DraftBlock;
  /** From 0. */
  readonly place: number;
  readonly isLast: boolean;
  readonly onText: (markdown: string) => void;
  readonly onMove: (step: -1 | 1) => void;
  readonly onRemove: () => void;
}

/** One text or chart of the draft, with what moves and removes it. */
export function DraftBlockItem({ block, place, isLast, onText, onMove, onRemove }: DraftBlockItemProps): ReactNode {
  const title = 'chart' in block ? block.chart.title : 'Text';
  const name = `block ${place + 1}, ${title}`;
  return (
    <li className={`${panel.panel} ${styles.chart}`} data-draft-block={title}>
      <div className={styles.head}>
        <h3 className={styles.title}>{title}</h3>
        <div className={menu.tools}>
          <Tool label={`Move ${name} up`} icon="up" disabled={place === 0} onClick={() => onMove(-1)} />
          <Tool label={`Move ${name} down`} icon="down" disabled={isLast} onClick={() => onMove(1)} />
          <Tool label={`Remove ${name}`} icon="close" onClick={onRemove} />
        </div>
      </div>
      {'chart' in block ? (
        <>
          <ChartPicture picture={block.chart.picture} caption={block.chart.caption} />
          <p className={styles.caption}>
            {block.chart.caption} Taken <Time at={block.chart.takenAt} />.
          </p>
        </>
      ) : (
        <TextField markdown={block.markdown} name={name} onText={onText} />
      )}
    </li>
  );
}

const VIEWS = [
  { value: 'write', label: 'Write' },
  { value: 'preview', label: 'Preview' },
] as const;

interface TextFieldProps extends Pick<DraftBlockItemProps, 'onText'> {
  readonly markdown: string;
  readonly name: string;
}

function TextField({ markdown, name, onText }: TextFieldProps): ReactNode {
  const [view, setView] = useState<'write' | 'preview'>('write');
  return (
    <>
      <Segments label="Markdown" options={VIEWS} value={view} onChange={setView} />
      {view === 'write' ? (
        <textarea
          className={`${control.input} ${styles.text}`}
          aria-label={`Markdown of ${name}`}
          rows={8}
          maxLength={20_000}
          value={markdown}
          onChange={(event) => onText(event.target.value)}
        />
      ) : (
        <Suspense fallback={<p>Reading …</p>}>
          <ReportMarkdown text={markdown} />
        </Suspense>
      )}
    </>
  );
}

interface ToolProps {
  readonly label: string;
  readonly icon: IconName;
  readonly disabled?: boolean;
  readonly onClick: () => void;
}

function Tool({ label, icon, disabled = false, onClick }: ToolProps): ReactNode {
  return (
    <button type="button" className={menu.tool} title={label} disabled={disabled} onClick={onClick}>
      <Icon name={icon} />
      <span className="visually-hidden">{label}</span>
    </button>
  );
}
