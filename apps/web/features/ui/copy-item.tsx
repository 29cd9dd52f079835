'use client';

import { type ReactNode, useState } from 'react';
import { Icon, type IconName } from './icon.tsx';
import menu from './menu.module.css';

const SHOWN_MS = 1_600;

/** A menu entry that copies a text and confirms it. */
export function CopyItem({
  label,
  icon,
  getText,
}: {
  readonly label: string;
  readonly icon: IconName;
  readonly getText: () => string;
}): ReactNode {
  const [outcome, setOutcome] = useState<string | null>(null);
  const copy = async () => {
    setOutcome((await copyText(getText())) ? 'Copied' : 'Not allowed by the browser');
    setTimeout(() => setOutcome(null), SHOWN_MS);
  };
  return (
    <button type="button" className={menu.item} onClick={copy}>
      <Icon name={outcome === 'Copied' ? 'check' : icon} />
      {label}
      <span className={menu.aside} role="status">
        {outcome}
      </span>
    </button>
  );
}

/** Copies a text to the clipboard; false if the browser does not allow it. */
async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

/** Pages over plain http have no clipboard interface, but the older command works. */
function copyBySelection(text: string): boolean {
  const area = document.createElement('textarea');
  area.value = text;
  area.setAttribute('aria-hidden', 'true');
  area.className = 'visually-hidden';
  document.body.append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  return done;
}
