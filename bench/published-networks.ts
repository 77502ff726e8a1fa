/** Networks of examples/ with their published costs; docs/networks.md has the sources. */
export const publishedNetworks = [
  { name: 'MobileNetV1', file: 'mobilenet_v1.cell', params: 4_231_976, macs: 568_740_352, receptive_field: 315 },
  { name: 'MobileNetV2', file: 'mobilenet_v2.cell', params: 3_504_872, macs: 300_774_272, receptive_field: 491 },
  { name: 'ResNet-18', file: 'resnet18.cell', params: 11_689_512, macs: 1_814_073_344, receptive_field: 435 },
  { name: 'VGG-16', file: 'vgg16.cell', params: 138_357_544, macs: 15_470_264_320, receptive_field: 404 },
] as const;
