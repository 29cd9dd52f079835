'use client';

import { type ReactNode, type SyntheticEvent, useId, useRef } from 'react';
import { placePanel } from './popover.tsx';
import styles from './tooltip.module.css';

export interface TooltipProps {
  readonly text: string;
  /** The explained element; it gets the id of the description. */
  readonly children: (descriptionId: string) => ReactNode;
}

/** A tooltip for a hovered or focused element; Escape closes it. It is in the top layer, so scroll containers do not clip it. */
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
