import Link from 'next/link';
import { type ReactNode, Suspense } from 'react';
import { renderWithApi } from '../api/render-with-api.tsx';
import panel from '../ui/panel.module.css';
import type { ModelData } from './load-model.ts';
import styles from './model.module.css';
import { MODEL_TABS, type ModelParams, type ModelTab, serializeModelParams } from './model-params.ts';

const LABELS: Readonly<Record<ModelTab, string>> = {
  strategies: 'Strategies',
  repairs: 'Repairs',
  prunings: 'All prunings',
  layers: 'Layers and states',
  provenance: 'Runs and provenance',
};

export interface ModelTabsProps {
  readonly data: ModelData;
  readonly choice: ModelParams;
  /** Renders one tab; the others are not asked for. */
  readonly render: (tab: ModelTab) => Promise<ReactNode>;
}

/** Everything else that is known of the model, one tab at a time. */
export function ModelTabs({ data, choice, render }: ModelTabsProps): ReactNode {
  const address = `/models/${encodeURIComponent(data.model.slug)}`;
  return (
    <div id="details" className={panel.stack}>
      <nav aria-label="Details" className={styles.tabs}>
        {MODEL_TABS.map((tab) => (
          <Link
            key={tab}
            href={`${serializeModelParams(address, { ...choice, tab })}#details` as '/'}
            scroll={false}
            prefetch={false}
            aria-current={tab === choice.tab ? 'page' : undefined}
          >
            {LABELS[tab]}
          </Link>
        ))}
      </nav>
      <Suspense key={choice.tab} fallback={<div className={`${panel.panel} ${styles.awaited}`} aria-busy="true" data-awaited />}>
        <Tab render={() => render(choice.tab)} />
      </Suspense>
    </div>
  );
}

function Tab({ render }: { readonly render: () => Promise<ReactNode> }): Promise<ReactNode> {
  return renderWithApi(render);
}
