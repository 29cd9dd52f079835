'use client';

import type { ReactNode } from 'react';
import { Icon } from '../ui/icon.tsx';
import menu from '../ui/menu.module.css';
import { Popover } from '../ui/popover.tsx';
import type { Column } from './column.ts';
import type { TableUrl } from './use-table-url.ts';

export interface ColumnsMenuProps<Row> {
  readonly columns: readonly Column<Row>[];
  /** The column that names each row: always shown. */
  readonly rowHeader: string;
  readonly url: TableUrl;
}

/** Selects which columns are visible, their order, and which columns are pinned while the others scroll. */
export function ColumnsMenu<Row>({ columns, rowHeader, url }: ColumnsMenuProps<Row>): ReactNode {
  const { state, change } = url;
  const hidden = columns.filter(({ id }) => !state.shown.includes(id)).map(({ id }) => id);
  const isShared = (name: string) => columns.filter(({ title }) => title === name).length > 1;
  const titles = new Map(columns.map(({ id, title, over }) => [id, over && isShared(title) ? `${title} (${over.toLowerCase()})` : title]));
  const toggle = (id: string) =>
    change({ shown: state.shown.includes(id) ? state.shown.filter((one) => one !== id) : [...state.shown, id] });
  const pin = (id: string) =>
    change({ pinned: state.pinned.includes(id) ? state.pinned.filter((one) => one !== id) : [...state.pinned, id] });
  return (
    <Popover label="Columns" icon="columns" needsScripts>
      <ul>
        {[...state.shown, ...hidden].map((id) => {
          const place = state.shown.indexOf(id);
          const title = titles.get(id) ?? id;
          return (
            <li key={id} className={menu.row} data-column-choice={id}>
              <label>
                <input type="checkbox" checked={place >= 0} disabled={id === rowHeader} onChange={() => toggle(id)} />
                {title}
              </label>
              {place >= 0 && (
                <span className={menu.tools}>
                  <button
                    type="button"
                    className={menu.tool}
                    aria-pressed={state.pinned.includes(id)}
                    title={`Pin ${title}`}
                    onClick={() => pin(id)}
                  >
                    <Icon name="pin" />
                    <span className="visually-hidden">Pin {title}</span>
                  </button>
                  <MoveButton title={title} by={-1} state={state.shown} place={place} onMove={(shown) => change({ shown })} />
                  <MoveButton title={title} by={1} state={state.shown} place={place} onMove={(shown) => change({ shown })} />
                </span>
              )}
            </li>
          );
        })}
      </ul>
      <hr className={menu.rule} />
      <button type="button" className={menu.item} disabled={!url.isArranged} onClick={url.resetColumns}>
        Back to the usual columns
      </button>
    </Popover>
  );
}

interface MoveButtonProps {
  readonly title: string;
  readonly by: -1 | 1;
  readonly state: readonly string[];
  readonly place: number;
  readonly onMove: (shown: readonly string[]) => void;
}

function MoveButton({ title, by, state, place, onMove }: MoveButtonProps): ReactNode {
  const word = by < 0 ? 'earlier' : 'later';
  const move = () => {
    const shown = [...state];
    const [id] = shown.splice(place, 1);
    if (id !== undefined) shown.splice(place + by, 0, id);
    onMove(shown);
  };
  return (
    <button
      type="button"
      className={menu.tool}
      disabled={place + by < 0 || place + by >= state.length}
      title={`Move ${title} ${word}`}
      onClick={move}
    >
      <Icon name={by < 0 ? 'up' : 'down'} />
      <span className="visually-hidden">
        Move {title} {word}
      </span>
    </button>
  );
}
