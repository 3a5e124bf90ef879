/** System tests of what an orchestration can do beside submitting kernels. */
@NullMarked
package org.chiptest.st.orchestration;

import org.jspecify.annotations.NullMarked;
