import type { ImageSource } from '../layers/image-source.ts';
import type { HostNetwork } from '../network/network.ts';
import { createStep } from '../steps/create.ts';
import { layersStep } from '../steps/layers.ts';
import { networkStep } from '../steps/network.ts';
import { resizeStep } from '../steps/resize.ts';
import { restStep } from '../steps/rest.ts';
import { rootStep } from '../steps/root.ts';
import { startStep } from '../steps/start.ts';
import type { Step } from '../steps/step.ts';

export interface StepDependencies {
  images: ImageSource;
  network: HostNetwork;
  stopTimeoutMs: number;
}

/** The way from nothing to a running server, and to rest where that is wanted; backwards it is the way to a stopped or an absent one. */
export const stepsInOrder = ({ images, network, stopTimeoutMs }: StepDependencies): readonly Step[] => [
  layersStep(images),
  rootStep(),
  createStep(),
  networkStep(network),
  startStep(stopTimeoutMs),
  resizeStep(),
  restStep(network),
];
