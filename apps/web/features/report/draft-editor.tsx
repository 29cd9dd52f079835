'use client';

import { useRouter } from 'next/navigation';
import { type FormEvent, type ReactNode, useState } from 'react';
import { SaveReportDocument } from '../../generated/graphql.ts';
import { ApiError } from '../api/api-error.ts';
import { sendApi } from '../api/send-api.ts';
import { useDraft, writeDraft } from '../report-draft/draft-store.ts';
import { addBlock, changeText, EMPTY_DRAFT, moveBlock, type ReportDraft, removeBlock } from '../report-draft/report-draft.ts';
import { SignInHint } from '../session/sign-in-hint.tsx';
import control from '../ui/control.module.css';
import { Notice } from '../ui/notice.tsx';
import { DraftBlockItem } from './draft-block-item.tsx';
import styles from './report.module.css';
import { toReportInput } from './to-report-input.ts';

/** Edits the draft of this browser, and saves it as a report. */
export function DraftEditor({ signedIn }: { readonly signedIn: boolean }): ReactNode {
  const router = useRouter();
  const draft = useDraft();
  const [problem, setProblem] = useState<string | null>(null);
  const [saving, setSaving] = useState(false);
  const change = (changed: ReportDraft) =>
    setProblem(writeDraft(changed) ? null : 'This browser has no room for the change. Remove a chart, or save the draft first.');
  const addText = () => change(addBlock(draft, { markdown: '' }));
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setSaving(true);
    try {
      const { saveReport } = await sendApi(SaveReportDocument, { input: toReportInput(draft) });
      writeDraft(EMPTY_DRAFT);
      router.push(`/reports/${saveReport.report.slug}`);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setProblem(error.message);
      setSaving(false);
    }
  };
  if (draft.blocks.length === 0) {
    return (
      <Notice title="The draft is empty">
        <p>Add a chart from any page, or begin with a text.</p>
        <button type="button" className={control.button} onClick={addText}>
          Add text
        </button>
      </Notice>
    );
  }
  return (
    <form onSubmit={save} className={styles.draft} aria-label="Draft">
      <label className={control.field}>
        Title
        <input
          className={control.input}
          required
          maxLength={200}
          autoComplete="off"
          value={draft.title}
          onChange={(event) => change({ ...draft, title: event.target.value })}
        />
      </label>
      <ol className={styles.list}>
        {draft.blocks.map((block, place) => (
          <DraftBlockItem
            key={block.id}
            block={block}
            place={place}
            isLast={place === draft.blocks.length - 1}
            onText={(markdown) => change(changeText(draft, block.id, markdown))}
            onMove={(step) => change(moveBlock(draft, block.id, step))}
            onRemove={() => change(removeBlock(draft, block.id))}
          />
        ))}
      </ol>
      {problem && (
        <p role="alert" className={styles.problem}>
          {problem}
        </p>
      )}
      <div className={control.bar}>
        <button type="button" className={control.button} onClick={addText}>
          Add text
        </button>
        {signedIn && (
          <button type="submit" className={control.primary} disabled={saving}>
            {saving ? 'Saving …' : 'Save report'}
          </button>
        )}
      </div>
      {!signedIn && <SignInHint>the draft stays in this browser</SignInHint>}
    </form>
  );
}
