import type { Metadata } from 'next';
import { renderWithApi } from '../../features/api/render-with-api.tsx';
import { PredictPage } from '../../features/published/predict-page.tsx';

export const metadata: Metadata = { title: 'Predict' };

export default function Page() {
  return renderWithApi(PredictPage);
}
