'use client';

import { type ReactNode, type ToggleEvent, useId, useRef, useState } from 'react';
import { Icon, type IconName } from './icon.tsx';
import panelStyles from './panel.module.css';
import styles from './popover.module.css';

export interface PopoverProps {
  readonly label: string;
  readonly icon?: IconName;
  /** Accessible name of the panel; default: the label. */
  readonly title?: string;
  /** True if the content is of no use without scripts: it is rendered when the panel is opened, and not sent with each page. */
  readonly needsScripts?: boolean;
  readonly children: ReactNode;
}

/** A button that opens a panel below it. The browser closes the panel on Escape and on clicks outside, and restores the focus. */
export function Popover({ label, icon, title, needsScripts = false, children }: PopoverProps): ReactNode {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const [isRendered, setRendered] = useState(!needsScripts);
  const place = (event: ToggleEvent<HTMLDivElement>) => {
    const anchor = button.current?.getBoundingClientRect();
    if (event.newState === 'open' && anchor) placePanel(event.currentTarget, anchor);
  };
  return (
    <>
      <button ref={button} type="button" className={panelStyles.action} popoverTarget={id} aria-haspopup="dialog">
        {icon && <Icon name={icon} />}
        {label}
        {!icon && <Icon name="chevron" />}
      </button>
      <div
        id={id}
        popover="auto"
        role="dialog"
        aria-label={title ?? label}
        className={styles.panel}
        onBeforeToggle={() => setRendered(true)}
        onToggle={place}
      >
        {isRendered && children}
      </div>
    </>
  );
}

const MARGIN = 8;
const GAP = 4;

/** Positions an open panel below its anchor, or above it if there is more room, and inside the window also when its content grows. */
function placePanel(panel: HTMLElement, anchor: DOMRect): void {
  const left = Math.min(anchor.left, document.documentElement.clientWidth - panel.offsetWidth - MARGIN);
  const below = window.innerHeight - anchor.bottom - GAP - MARGIN;
  const above = anchor.top - GAP - MARGIN;
  const isBelow = panel.offsetHeight <= below || below >= above;
  panel.style.left = `${Math.max(left, MARGIN)}px`;
  panel.style.top = isBelow ? `${anchor.bottom + GAP}px` : 'auto';
  panel.style.bottom = isBelow ? 'auto' : `${window.innerHeight - anchor.top + GAP}px`;
  panel.style.maxHeight = `min(30rem, ${isBelow ? below : above}px)`;
}
