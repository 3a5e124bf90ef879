package org.chiptest.st.matmul;

/** Multiply square matrices that lie row by row in larger arrays. */
final class Matrices {

    private Matrices() {}

    /** Add the product of two matrices of this size to a third one. */
    static void addProduct(double[] a, int aStart, double[] b, int bStart, double[] c, int cStart, int size) {
        for (int i = 0; i < size; i++) {
            for (int k = 0; k < size; k++) {
                double x = a[aStart + i * size + k];
                for (int j = 0; j < size; j++) {
                    c[cStart + i * size + j] += x * b[bStart + k * size + j];
                }
            }
        }
    }
}
