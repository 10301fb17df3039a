import Figures

/// The script of a volume that is looked through: three slices, a slider each, and a map laid over.
enum ViewerScript {
  static let text = #"""
    document.querySelectorAll('.viewer').forEach(viewer => {
      const shape = viewer.dataset.shape.split(' ').map(Number);
      const first = viewer.dataset.first.split(' ').map(Number);
      const last = viewer.dataset.last.split(' ').map(Number);
      const anchors = '\#(anchors)'.split(' ');
      const part = (text, place) => parseInt(text.slice(1 + 2 * place, 3 + 2 * place), 16);
      const sliders = [...viewer.querySelectorAll('input[data-axis]')];
      const outputs = [...viewer.querySelectorAll('output[data-axis]')];
      const canvases = [...viewer.querySelectorAll('canvas')];
      const choice = viewer.querySelector('select'), opacity = viewer.querySelector('input[data-opacity]');
      const reading = viewer.querySelector('.reading'), bars = [...viewer.querySelectorAll('[data-bar]')];
      const images = [...viewer.querySelectorAll('img')];
      const minus = number => String(number).replace('-', '\u2212');
      function table(image) {
        if (image.dataset.colours) return image.dataset.colours.split(' ')
          .map(colour => [part(colour, 0), part(colour, 1), part(colour, 2)]);
        return Array.from({length: 256}, (_, level) => {
          const place = Math.max(0, level - 1) / 254 * (anchors.length - 1);
          const below = Math.min(Math.floor(place), anchors.length - 2), rest = place - below;
          return [0, 1, 2].map(channel => Math.round(
            (1 - rest) * part(anchors[below], channel) + rest * part(anchors[below + 1], channel)));
        });
      }
      function decoded(image) {
        const canvas = document.createElement('canvas');
        canvas.width = image.naturalWidth;
        canvas.height = image.naturalHeight;
        const context = canvas.getContext('2d', {willReadFrequently: true});
        context.drawImage(image, 0, 0);
        const pixels = context.getImageData(0, 0, canvas.width, canvas.height).data;
        const tiles = canvas.width / shape[0], voxels = new Uint8Array(shape[0] * shape[1] * shape[2]);
        for (let z = 0; z < shape[2]; z++) for (let y = 0; y < shape[1]; y++) {
          const row = (Math.floor(z / tiles) * shape[1] + y) * canvas.width + (z % tiles) * shape[0];
          for (let x = 0; x < shape[0]; x++)
            voxels[(z * shape[1] + y) * shape[0] + x] = pixels[4 * (row + x)];
        }
        return voxels;
      }
      Promise.all(images.map(image => image.decode())).then(() => {
        const volumes = images.map(decoded), tables = images.map(table);
        const under = images.findIndex(image => image.dataset.under !== undefined);
        const place = [0, 1, 2].map(axis => Number(sliders[axis].value));
        const at = (x, y, z) => (z * shape[1] + y) * shape[0] + x;
        const planes = [{across: 1, up: 2, normal: 0}, {across: 0, up: 2, normal: 1},
          {across: 0, up: 1, normal: 2}];
        function millimetres(axis) {
          const part = shape[axis] > 1 ? place[axis] / (shape[axis] - 1) : 0;
          return Math.round(first[axis] + part * (last[axis] - first[axis]));
        }
        function draw() {
          const over = Number(choice.value), alpha = Number(opacity.value) / 100;
          planes.forEach((plane, number) => {
            const width = shape[plane.across], height = shape[plane.up], canvas = canvases[number];
            const context = canvas.getContext('2d'), picture = context.createImageData(width, height);
            const position = [...place];
            for (let row = 0; row < height; row++) for (let column = 0; column < width; column++) {
              position[plane.across] = column;
              position[plane.up] = height - 1 - row;
              const voxel = at(...position), pixel = 4 * (row * width + column);
              const grey = under < 0 ? 0 : volumes[under][voxel];
              const level = over < 0 ? 0 : volumes[over][voxel];
              const isOn = column === place[plane.across] || height - 1 - row === place[plane.up];
              for (let channel = 0; channel < 3; channel++) {
                let value = grey;
                if (level > 0) value = (1 - alpha) * grey + alpha * tables[over][level][channel];
                if (isOn) value = 0.7 * value + 0.3 * 255;
                picture.data[pixel + channel] = value;
              }
              picture.data[pixel + 3] = 255;
            }
            context.putImageData(picture, 0, 0);
          });
          outputs.forEach((output, axis) => { output.textContent = minus(millimetres(axis)) + ' mm'; });
          bars.forEach(bar => { bar.hidden = Number(bar.dataset.bar) !== over; });
          let text = '';
          if (over >= 0) {
            const level = volumes[over][at(...place)], data = images[over].dataset;
            if (level === 0) text = 'nothing here';
            else if (data.names) text = data.names.split('|')[level];
            else {
              const low = Number(data.low), high = Number(data.high);
              text = minus((low + (level - 1) / 254 * (high - low)).toFixed(2)) + ' ' + data.unit;
            }
          }
          reading.textContent = text;
        }
        sliders.forEach((slider, axis) => slider.addEventListener('input', () => {
          place[axis] = Number(slider.value);
          draw();
        }));
        choice.addEventListener('input', draw);
        opacity.addEventListener('input', draw);
        canvases.forEach((canvas, number) => canvas.addEventListener('pointerdown', event => {
          const plane = planes[number], box = canvas.getBoundingClientRect();
          const to = (part, axis) => {
            place[axis] = Math.min(shape[axis] - 1, Math.max(0, Math.floor(part * shape[axis])));
            sliders[axis].value = place[axis];
          };
          to((event.clientX - box.left) / box.width, plane.across);
          to(1 - (event.clientY - box.top) / box.height, plane.up);
          draw();
        }));
        viewer.hidden = false;
        viewer.dataset.ready = 'true';
        draw();
      });
    });
    """#

  private static let anchors = (0...10).map {
    ColourScale.hexadecimal(ColourScale.viridis(Double($0) / 10))
  }.joined(separator: " ")
}
