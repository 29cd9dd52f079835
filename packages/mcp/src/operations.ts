/** The operations of the tools. A test of the API runs every one of them. */
export const MCP_OPERATIONS = {
  findModel: `query FindModel($search: String!) {
  models(first: 20, filter: { search: $search }) { nodes { slug name blockCount parameterCount } }
  publishedModels(first: 20, filter: { search: $search }) { nodes { slug name hubId aliases blockCount generation } }
}`,
  answer: `query Answer($model: String!, $lose: Float!, $save: Saving!) {
  model(slug: $model) {
    answer(lose: $lose, save: $save) {
      verdict sentence command caveat removableAt largestTried openBeyond benchmarksLeftOut
      change { removed removedAttention removedMlp repair precision keepVocabulary }
      textLosses { text source loss low high judges }
      taskLosses { task loss low high detectableLoss }
      saved { bytesBefore bytesAfter cacheBytesPerTokenBefore cacheBytesPerTokenAfter parametersBefore parametersAfter }
      cheapest { textLoss verdict change { removed removedAttention removedMlp repair precision keepVocabulary } }
    }
  }
}`,
  explainLayer: `query ExplainLayer($model: String!, $layer: Int!) {
  model(slug: $model) { blockCount published { slug } }
  publishedModel(name: $model) { slug blockCount }
  layerScores(first: 50, filter: { models: [$model], layerIndex: { gte: $layer, lte: $layer }, canonical: true }) {
    nodes { metricDefinition mean standardError rank rankInterval { low high } count scoreRun { calibration { calibrationSet { slug } } } }
  }
  publishedLayerScores(first: 100, filter: { models: [$model], layerIndex: { gte: $layer, lte: $layer }, units: ["block", "attention", "mlp"] }) {
    nodes { unit operation value unitOfValue layerKind flag source { title credit url } }
  }
}`,
  compare: `query Compare($slugs: [String!]!, $metric: Metric!) {
  compareModels(slugs: $slugs, metric: $metric) {
    lane
    agreements { first second alignment pointCount spearman kendallTauB }
    models { model { slug } points { layerIndex relativeDepth mean } }
  }
}`,
  predict: `query Predict($hubId: String, $config: JSON) {
  predict(hubId: $hubId, config: $config) {
    name blockCount sentence neighbour relation sensitivity mostTolerant
    leaveOneOut { name spearman hits }
    source { title credit url }
  }
}`,
  published: `query Published($model: String!, $unit: String!) {
  publishedModel(name: $model) {
    name hubId blockCount generation feedForwardKind
    profiles(unit: $unit) {
      label operation unitOfValue isLowTolerated layers values depthCorrelation mostTolerant text source { title credit url licence }
    }
    removals { paper url method order removedAttention removedMlp flags }
  }
}`,
  planStudy: `query PlanStudy($slugs: [String!]!) {
  modelsBySlug(slugs: $slugs) { slug blockCount }
  viewer { name scopes }
}`,
  submitStudy: `mutation SubmitStudy($input: SubmitStudyInput!) {
  submitStudy(input: $input) { studies { id status model { slug } progress { total } } }
}`,
} as const;
