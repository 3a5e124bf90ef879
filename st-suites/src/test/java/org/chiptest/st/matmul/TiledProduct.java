package org.chiptest.st.matmul;

import java.util.random.RandomGenerator;

import org.chiptest.api.golden.GoldenArgs;
import org.chiptest.api.golden.GoldenOutput;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.st.TaskCounts;

/**
 * Describe products of matrices that are cut into square tiles: {@code c += a * b} for each batch.
 *
 * @param batches  independent products
 * @param rows     tiles of c downwards
 * @param columns  tiles of c across
 * @param inner    pairs of factors for each tile of c
 * @param products pairs of tiles in each pair of factors, multiplied and added up by one task
 * @param tile     elements of a tile's side
 * @param counts   the size of the graph
 */
record TiledProduct(int batches, int rows, int columns, int inner, int products, int tile, TaskCounts counts) {

    void addTo(GoldenArgs args, RuntimeKind runtime, RandomGenerator random) {
        HostTensor a = args.input("a", DataType.FLOAT32, batches, rows, inner, products * tile, tile)
                .fill(i -> random.nextDouble(-1, 1));
        HostTensor b = args.input("b", DataType.FLOAT32, batches, inner, columns, products * tile, tile)
                .fill(i -> random.nextDouble(-1, 1));
        GoldenOutput c = args.inout("c", DataType.FLOAT32, batches, rows, columns, tile, tile)
                .fill(i -> random.nextDouble(-1, 1));
        args.input("config", DataType.INT32, 6).fill(i -> config()[(int) i]);
        counts.addTo(args, runtime);
        c.expect(solution(a.toDoubles(), b.toDoubles(), c.tensor().toDoubles())).within(1e-5, 1e-4);
    }

    private int[] config() {
        return new int[]{batches, rows, columns, inner, products, tile};
    }

    private double[] solution(double[] a, double[] b, double[] c) {
        for (int batch = 0; batch < batches; batch++) {
            for (int row = 0; row < rows; row++) {
                for (int column = 0; column < columns; column++) {
                    int target = ((batch * rows + row) * columns + column) * tile * tile;
                    for (int i = 0; i < inner; i++) {
                        int left = ((batch * rows + row) * inner + i) * products * tile * tile;
                        int right = ((batch * inner + i) * columns + column) * products * tile * tile;
                        for (int product = 0; product < products; product++) {
                            int at = product * tile * tile;
                            Matrices.addProduct(a, left + at, b, right + at, c, target, tile);
                        }
                    }
                }
            }
        }
        return c;
    }
}
