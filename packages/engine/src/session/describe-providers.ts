import { EXECUTION_PROVIDERS, type ExecutionProvider, findDevice, probeExecutionProvider } from './execution-provider.ts';
import { RUNTIME_VERSION } from './session.ts';

/** The execution providers that this machine can use. */
export interface ProviderFacts {
  /** The providers that can create a session here, in the order of preference. */
  readonly providers: readonly { readonly provider: ExecutionProvider; readonly device: string }[];
  /** The version of ONNX Runtime's native library. */
  readonly runtimeVersion: string;
}

/** Tries each provider of `wanted` (by default all known ones). A provider that does not work is left out; the list may be empty. */
export async function describeProviders(wanted: readonly ExecutionProvider[] = EXECUTION_PROVIDERS): Promise<ProviderFacts> {
  const providers = [];
  for (const provider of wanted) {
    const works = await probeExecutionProvider([provider]).then(
      () => true,
      () => false,
    );
    if (works) providers.push({ provider, device: await findDevice(provider) });
  }
  return { providers, runtimeVersion: RUNTIME_VERSION };
}
