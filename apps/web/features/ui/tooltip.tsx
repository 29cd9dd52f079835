'use client';

import { type ReactNode, type SyntheticEvent, useId, useRef } from 'react';
import { placePanel } from './place-panel.ts';
import styles from './tooltip.module.css';

export interface TooltipProps {
  readonly text: string;
  /** What is explained; it gets the id that describes it. */
  readonly children: (descriptionId: string) => ReactNode;
}

/** Words that explain what is pointed at or focused; Escape puts them away. In the top layer, so no scrolling box cuts them. */
export function Tooltip({ text, children }: TooltipProps): ReactNode {
  const id = useId();
  const panel = useRef<HTMLSpanElement>(null);
  const show = (event: SyntheticEvent<HTMLElement>) => {
    if (!panel.current) return;
    panel.current.showPopover();
    placePanel(panel.current, event.currentTarget.getBoundingClientRect());
  };
  const hide = () => panel.current?.hidePopover();
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it listens for the focusable element inside it
    <span
      className={styles.anchor}
      onPointerEnter={show}
      onPointerLeave={hide}
      onFocus={show}
      onBlur={hide}
      onKeyDown={(event) => event.key === 'Escape' && hide()}
    >
      {children(id)}
      <span ref={panel} id={id} role="tooltip" popover="manual" className={styles.panel}>
        {text}
      </span>
    </span>
  );
}
