# Writes the .pth files of this folder, with PyTorch 1.13. Tensor i of a state
# dict holds i + 0, i + 1/8, i + 2/8, … in C order.
import collections
import torch
from torch import nn


def numbers(i, *shape):
    n = 1
    for d in shape:
        n *= d
    return (i + torch.arange(n, dtype=torch.float32) / 8).reshape(shape)


class Network(nn.Module):
    """What the released TSSL-BP code registers: a list of parameters."""

    def __init__(self):
        super().__init__()
        self.my_parameters = nn.ParameterList([
            nn.Parameter(numbers(0, 3, 2, 5, 5, 1)),
            nn.Parameter(numbers(1, 10, 3 * 3 * 3)),
        ])


net = Network()
torch.save({"net": net.state_dict(), "acc": 99.25, "epoch": 7}, "tsslbp.pth")
torch.save(net.state_dict(), "plain.pth")
torch.save({"net": net.state_dict()}, "legacy.pth", _use_new_zipfile_serialization=False)
torch.save(collections.OrderedDict(
    transposed=numbers(0, 3, 2).t(),          # strides 1, 2
    part=numbers(0, 4, 4)[1:3, 2],            # an offset
    scalar=torch.tensor(0.5),
    empty=torch.zeros(0, 3),
    half=numbers(4, 5).half(),
    bfloat16=numbers(5, 5).bfloat16(),
    double=numbers(6, 5).double(),
    parameter=nn.Parameter(numbers(7, 2)),
), "kinds.pth")
torch.save({"net": net}, "module.pth")        # code, not numbers
optimizer = torch.optim.AdamW(net.parameters())
net.my_parameters[0].sum().backward()
optimizer.step()
torch.save({"optimizer": optimizer.state_dict(), "model_state_dict": net.state_dict(), "set": {1, 2}}, "training.pth", pickle_protocol=4)
torch.save({"count": torch.arange(3)}, "integers.pth")
