import { type ReactNode, Suspense } from 'react';
import panel from '../ui/panel.module.css';
import { loadRecommendation } from './load-recommendation.ts';
import type { RecommendationParams } from './recommendation-params.ts';
import { RecommendationSection } from './recommendation-section.tsx';

export interface ModelsRecommendationProps {
  /** Models to choose from, the one that is shown first. */
  readonly models: readonly { readonly slug: string; readonly name: string }[];
  readonly benchmarks: readonly string[];
  readonly params: RecommendationParams;
}

/** What may go of one of several models; the page does not wait for it. */
export function ModelsRecommendation(props: ModelsRecommendationProps): ReactNode {
  return (
    <Suspense fallback={<div className={panel.panel} aria-busy="true" />}>
      <ChosenModel {...props} />
    </Suspense>
  );
}

async function ChosenModel({ models, benchmarks, params }: ModelsRecommendationProps): Promise<ReactNode> {
  const model = params.of ?? models[0]?.slug;
  if (model === undefined) return null;
  const answer = await loadRecommendation(model, params);
  const choices = models.map(({ slug, name }) => ({ slug, name }));
  return <RecommendationSection answer={answer} benchmarks={benchmarks} models={choices} model={model} />;
}
